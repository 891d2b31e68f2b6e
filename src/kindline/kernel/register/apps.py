from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "kindline.kernel.register"
    label = "register"
