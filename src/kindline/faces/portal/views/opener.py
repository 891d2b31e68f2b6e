"""The single-file opener for everyone to take and to compare: its bytes, hash and signature. Public and the same."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kindline.faces.police import single_file
from kindline.faces.ui.staff import public


@public
@require_safe
def opener(request: HttpRequest) -> HttpResponse:
    context = {
        "sha256": single_file.sha256(),
        "size": round(len(single_file.page()) / 1024),
        "name": single_file.NAME,
        "signature": signature().decode("ascii"),
    }
    return render(request, "portal/opener.html", context)


@public
@require_safe
def opener_file(request: HttpRequest) -> HttpResponse:
    return _attached(single_file.page(), single_file.NAME, "text/html; charset=utf-8")


@public
@require_safe
def opener_signature(request: HttpRequest) -> HttpResponse:
    if not signature():
        raise Http404
    return _attached(signature(), f"{single_file.NAME}.sig", "text/plain; charset=utf-8")


@public
@require_safe
def opener_script(request: HttpRequest) -> HttpResponse:
    """The same script as in the file, for the page that opens in the portal."""
    return HttpResponse(single_file.script(), content_type="text/javascript; charset=utf-8")


@public
@require_safe
def opener_style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(single_file.own_style(), content_type="text/css; charset=utf-8")


def signature() -> bytes:
    """What `./kindline opener` left in the data folder; empty before it was run."""
    path = Path(settings.DATA_DIR) / "opener.sig"
    return path.read_bytes() if path.exists() else b""


def _attached(data: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
