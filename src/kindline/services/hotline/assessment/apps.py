from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "kindline.services.hotline.assessment"
    label = "assessment"
