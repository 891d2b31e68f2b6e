from django.apps import AppConfig


class MissingConfig(AppConfig):
    name = "kindline.services.missing"
    label = "missing"

    def ready(self) -> None:
        from kindline.kernel.contacts.about import register
        from kindline.services.missing.opening import DUTIES

        for duty in DUTIES:
            register(duty.theme, duty)
