from django.apps import AppConfig


class Site(AppConfig):
    name = "kindline.faces.site"
    label = "site"
