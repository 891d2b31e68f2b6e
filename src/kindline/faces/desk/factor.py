"""A provider's second factor, shown once: as text to read out on the telephone and as a picture to scan."""

from typing import Any
from uuid import UUID

import pyotp
import qrcode
from qrcode.image.svg import SvgPathImage

from kindline.kernel.directory.models import Provider


def factor_for(provider_id: UUID, secret: str) -> dict[str, Any]:
    """What the page shows; the secret is sealed to the portal by now and cannot be shown again."""
    provider = Provider.objects.get(pk=provider_id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=provider.slug, issuer_name="kindline")
    picture = qrcode.make(uri, image_factory=SvgPathImage).to_string(encoding="unicode")
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"provider": provider, "secret": grouped, "picture": picture}
