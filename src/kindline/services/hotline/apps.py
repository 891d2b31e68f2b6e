from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "kindline.services.hotline"
    label = "hotline"

    def ready(self) -> None:
        from kindline.kernel.outbox.arrivals import register
        from kindline.services.hotline.figures.registering import register_figures
        from kindline.services.hotline.proofs import register_proofs
        from kindline.services.hotline.replies import Replies

        register("notices", Replies())
        register_proofs()
        register_figures()
