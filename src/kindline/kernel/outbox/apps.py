from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kindline.kernel.outbox"
    label = "outbox"
