from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kindline.kernel.directory"
    label = "directory"
