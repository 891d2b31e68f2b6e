"""Servers named by other schemes than the web's: read as the web's host would be, so that twins stay twins."""

from dataclasses import dataclass, field

from kindline.provenance.address.model import Refusal, RefusalCode
from kindline.provenance.address.web import url_of
from kindline.provenance.ip import is_private_ip, is_private_name, read_ip


@dataclass(frozen=True, slots=True)
class Server:
    name: str = field(repr=False)
    ip: str | None = field(repr=False)


def read_server(host: str) -> Server | Refusal:
    """The server's one name, IDN and IP notations included; a refusal when it names none outside."""
    url = url_of(f"http://{host}/")
    name = url.hostname.removesuffix(".") if url else ""
    if not name or name.startswith(".") or name.endswith("."):
        return Refusal(RefusalCode.BAD_HOST)
    address = read_ip(name)
    if (address and is_private_ip(address)) or (not address and is_private_name(name)):
        return Refusal(RefusalCode.PRIVATE_ADDRESS)
    return Server(name, str(address) if address else None)
