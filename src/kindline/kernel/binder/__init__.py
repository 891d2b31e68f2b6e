"""The trust binder: what standards ask, what the system itself can show for it, and what a person states."""
