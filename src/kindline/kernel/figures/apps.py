from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kindline.kernel.figures"
    label = "figures"
