from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "kindline.kernel.procedure"
    label = "procedure"
