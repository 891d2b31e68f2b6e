from django.apps import AppConfig


class Api(AppConfig):
    name = "kindline.faces.api"
    label = "api"
