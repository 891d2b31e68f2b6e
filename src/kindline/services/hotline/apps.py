from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "kindline.services.hotline"
    label = "hotline"
