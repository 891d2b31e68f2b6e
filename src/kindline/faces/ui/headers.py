"""What a browser may do with our pages: nothing but what is written here (FOUNDATIONS §3)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING_BUT_OURS = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# One policy, `default`, passes HTML to htmx and refuses every script and script address (static/ui/trusted.js).
WITH_SCRIPT = "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types default"
STAFF_FACES = ("desk", "portal")
# It serves no page: whatever a browser is made to show of it may load, send and frame nothing.
NOTHING = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

DENIED = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "web-share",
)  # fmt: skip
# Staff sign in with passkeys and copy their own text; the public site needs neither.
STAFF_KEEPS = "publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)"
SITE_KEEPS = "publickey-credentials-get=(), publickey-credentials-create=(), clipboard-write=()"

# `same-origin` and not `no-referrer`: under the latter browsers send `Origin: null` with our own forms, and the
# origin check would refuse them. Nothing is sent to other origins under either.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "X-DNS-Prefetch-Control": "off",
}


# What others may show inside their own pages: the appeal module, which has no form, no link to act and no script.
FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors *"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


def may_be_framed(response: HttpResponse) -> HttpResponse:
    """Marks an answer that other sites may show."""
    response.framed = True  # type: ignore[attr-defined]
    return response


def face() -> str:
    """The face whose URLs this process serves."""
    return settings.ROOT_URLCONF.split(".")[-2]


def locked_headers(face: str) -> dict[str, str]:
    """Every header that a page of this face carries, whatever its view says."""
    staff = face in STAFF_FACES
    denied = ", ".join(f"{feature}=()" for feature in DENIED)
    policy = NOTHING if face == "api" else NOTHING_BUT_OURS + (WITH_SCRIPT if staff else "")
    headers = ALWAYS | {
        "Content-Security-Policy": policy,
        "Permissions-Policy": f"{denied}, {STAFF_KEEPS if staff else SITE_KEEPS}",
    }
    if staff or face == "api":
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if seconds := getattr(settings, "SECURE_HSTS_SECONDS", 0):
        headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"
    return headers


class StrictHeaders:
    """Puts the locked headers on every answer, errors and static files included; first in the row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = locked_headers(face())
        self.never_kept = face() in (*STAFF_FACES, "api")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers[name] = value
        if getattr(response, "framed", False):
            del response.headers["X-Frame-Options"]
            for name, value in FRAMED.items():
                response.headers[name] = value
        if self.never_kept and not request.path_info.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cache-Control", "no-store")
        # Without a length the server sends pieces, which costs both sides and tells a slow reader nothing is missing.
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        for name in ("Server", "X-Powered-By"):
            if name in response.headers:
                del response.headers[name]
        return response
