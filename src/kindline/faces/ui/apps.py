from django.apps import AppConfig


class Ui(AppConfig):
    name = "kindline.faces.ui"
    label = "ui"
