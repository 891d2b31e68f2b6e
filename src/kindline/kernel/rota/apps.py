from django.apps import AppConfig


class RotaConfig(AppConfig):
    name = "kindline.kernel.rota"
    label = "rota"
