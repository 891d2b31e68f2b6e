from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kindline.kernel.people"
    label = "people"
