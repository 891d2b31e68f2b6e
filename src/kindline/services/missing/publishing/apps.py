from django.apps import AppConfig


class MissingPublishingConfig(AppConfig):
    name = "kindline.services.missing.publishing"
    label = "missing_publishing"
