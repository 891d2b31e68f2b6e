from django.apps import AppConfig


class Desk(AppConfig):
    name = "kindline.faces.desk"
    label = "desk"
