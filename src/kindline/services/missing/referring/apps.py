from django.apps import AppConfig


class MissingReferringConfig(AppConfig):
    name = "kindline.services.missing.referring"
    label = "missing_referring"
