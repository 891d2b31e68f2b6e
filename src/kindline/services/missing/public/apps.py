from django.apps import AppConfig


class MissingPublicConfig(AppConfig):
    name = "kindline.services.missing.public"
    label = "missing_public"
