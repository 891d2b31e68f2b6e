"""The portal's addresses. Who may open each is written in tests/faces/roles.py and on the view itself."""

from django.urls import path

from kindline.faces.portal.views import answers, machine, opener, parcels, providers, reconciliation
from kindline.faces.ui.language import KNOWN
from kindline.faces.ui.sign_in_urls import urlpatterns as sign_in

PROVIDERS = (
    ("pick-up/", providers.pick_up, "pick_up"),
    ("pick-up/acknowledge/", providers.acknowledge, "pick_up_acknowledge"),
    ("pick-up/actions/", providers.act, "pick_up_act"),
    ("genuine/", providers.genuine, "genuine"),
)

urlpatterns = [
    path("", parcels.waiting, name="waiting"),
    path("police/parcels/", parcels.download, name="download"),
    path("police/open/", parcels.opening, name="opening"),
    path("police/answers/", answers.answers, name="answers"),
    path("police/reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("police/reconciliation/<slug:month>/<slug:whose>/", reconciliation.signed_file, name="reconciliation_file"),
    path("police/machine/parcels", machine.parcels, name="machine_parcels"),
    path("police/machine/answers", machine.answers, name="machine_answers"),
    path("opener/", opener.opener, name="opener"),
    path("opener/kindline-opener.html", opener.opener_file, name="opener_file"),
    path("opener/kindline-opener.html.sig", opener.opener_signature, name="opener_signature"),
    path("opener/script.js", opener.opener_script, name="opener_script"),
    path("opener/style.css", opener.opener_style, name="opener_style"),
    path("pick-up/", providers.to_language, name="pick_up_languages"),
    path("genuine/", providers.to_language, name="genuine_languages"),
    *(
        path(f"{language}/{address}", view, {"language": language}, name=f"{name}-{language}")
        for language in KNOWN
        for address, view, name in PROVIDERS
    ),
    *sign_in,
]
