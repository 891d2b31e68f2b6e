"""The binder's own words, so that the catalogues hold them; the kernel says them in English."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("passed"),
    _("failed"),
    _("not run on this installation"),
    _("there"),
    _("missing"),
    _("nobody here answers this question"),
)
