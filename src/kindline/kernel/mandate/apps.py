from django.apps import AppConfig


class MandateConfig(AppConfig):
    name = "kindline.kernel.mandate"
    label = "mandate"
