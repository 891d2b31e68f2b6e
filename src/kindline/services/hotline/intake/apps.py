from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kindline.services.hotline.intake"
    label = "intake"
