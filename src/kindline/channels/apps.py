from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "kindline.channels"
    label = "channels"

    def ready(self) -> None:
        from kindline.channels import register_all

        register_all()
