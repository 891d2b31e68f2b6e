from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "kindline.kernel.partners"
    label = "partners"
