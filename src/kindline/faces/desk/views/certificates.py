"""A provider's certificate for sealed mail: given, tried with a word that its reader tells us, and used no more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kindline.faces.desk import phrases
from kindline.faces.desk.pages import desk_page, who
from kindline.faces.desk.roles import casework
from kindline.kernel.directory import certificates
from kindline.kernel.directory.models import Certificate, Provider
from kindline.sealing.certificate import BadCertificate
from kindline.services.hotline import sealed_mail

LONGEST = 20_000


@casework
@require_GET
def certificate(request: HttpRequest, provider: UUID) -> HttpResponse:
    """What is known, what is being tried, and the form for another one."""
    return shown(request, get_object_or_404(Provider, pk=provider))


@casework
@require_POST
def give(request: HttpRequest, provider: UUID) -> HttpResponse:
    """Try a certificate: a word goes to its reader, sealed."""
    found = get_object_or_404(Provider, pk=provider)
    pem = request.POST.get("pem", "")[:LONGEST]
    try:
        sealed_mail.try_certificate(found, pem=pem, by=who(request))
    except BadCertificate as refused:
        return shown(request, found, pem=pem, why=refused.code)
    messages.success(request, _("A sealed word is on its way. Telephone them and ask which one they read."))
    return redirect("certificate", provider=provider)


@casework
@require_POST
def word(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Their reader read the word to us: from now on notices go sealed."""
    row = get_object_or_404(Certificate, pk=certificate, known_at=None, ended_at=None)
    try:
        sealed_mail.know_certificate(row, word=request.POST.get("word", "")[:40], by=who(request))
        messages.success(request, _("Known. This provider's notices go sealed from now on."))
    except certificates.WrongWord:
        messages.error(request, _("That is not the word we sealed. Ask again, or try another certificate."))
    return redirect("certificate", provider=row.provider_id)


@casework
@require_POST
def end(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Used no more: notices go back to pick-up."""
    row = get_object_or_404(Certificate, pk=certificate, ended_at=None)
    sealed_mail.end_certificate(row, by=who(request))
    messages.success(request, _("Ended. This provider picks up from now on."))
    return redirect("certificate", provider=row.provider_id)


def shown(request: HttpRequest, provider: Provider, *, pem: str = "", why: str = "") -> HttpResponse:
    known, tried = certificates.known(provider), certificates.tried(provider)
    context = {
        "place": "notices",
        "provider": provider,
        "known": known and _about(known),
        "tried": tried and _about(tried),
        "pem": pem,
        "why": why and phrases.words(why, "why"),
    }
    return desk_page(request, "desk/certificate.html", context, status=422 if why else 200)


def _about(row: Certificate) -> dict[str, object]:
    why = certificates.problem(row)
    return {"row": row, "fingerprint": certificates.fingerprint(row), "problem": why and phrases.words(why, "why")}
