from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "kindline.services.hotline"
    label = "hotline"

    def ready(self) -> None:
        from kindline.services.hotline.figures.registering import register_figures

        register_figures()
