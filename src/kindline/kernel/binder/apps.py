from django.apps import AppConfig


class BinderConfig(AppConfig):
    name = "kindline.kernel.binder"
    label = "binder"
