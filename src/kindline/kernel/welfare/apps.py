from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "kindline.kernel.welfare"
    label = "welfare"
