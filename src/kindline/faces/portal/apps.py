from django.apps import AppConfig


class Portal(AppConfig):
    name = "kindline.faces.portal"
    label = "portal"
