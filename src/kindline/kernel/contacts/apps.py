from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "kindline.kernel.contacts"
    label = "contacts"

    def ready(self) -> None:
        from kindline.kernel.contacts.figures import FIGURES
        from kindline.kernel.figures.register import register

        register(FIGURES)
