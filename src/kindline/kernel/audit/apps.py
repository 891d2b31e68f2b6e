from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kindline.kernel.audit"
    label = "audit"
