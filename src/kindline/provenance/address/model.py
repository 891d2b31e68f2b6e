"""Locator, note and refusal: the nouns of the address grammar. None of them shows an address in its repr."""

from dataclasses import dataclass, field
from enum import StrEnum

from kindline.provenance.address.keys import CANON_VERSION, key_of


class LocatorKind(StrEnum):
    WEB = "web"
    IP = "ip"
    ONION = "onion"
    I2P = "i2p"
    FREENET = "freenet"
    MAGNET = "magnet"
    ED2K = "ed2k"
    IPFS = "ipfs"
    NEWS = "news"
    IRC = "irc"
    APP = "app"


class NoteCode(StrEnum):
    """What to point out about an address. Only the first three changed anything in its canonical form."""

    DEOBFUSCATED = "deobfuscated"
    SCHEME_ASSUMED = "scheme_assumed"
    CREDENTIALS_REMOVED = "credentials_removed"
    FRAGMENT_DROPPED = "fragment_dropped"
    GATEWAY = "gateway"
    LEGACY_ONION = "legacy_onion"
    USER_NAME = "user_name"
    EMAIL = "email"
    TOKEN = "token"
    SESSION = "session"
    REFERRAL_CODE = "referral_code"
    TRACKING = "tracking"
    DISPLAY_NAME = "display_name"


class RefusalCode(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    EMBEDDED_CONTENT = "embedded_content"
    SCRIPT_SCHEME = "script_scheme"
    LOCAL_FILE = "local_file"
    UNKNOWN_SCHEME = "unknown_scheme"
    NO_HOST = "no_host"
    NOT_AN_ADDRESS = "not_an_address"
    BAD_HOST = "bad_host"
    PRIVATE_ADDRESS = "private_address"
    BAD_ONION_NAME = "bad_onion_name"
    BAD_ONION_CHECKSUM = "bad_onion_checksum"
    BAD_HASH = "bad_hash"
    EMAIL_ONLY = "email_only"
    PLATFORM_NEEDED = "platform_needed"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to point out; `part` is the piece of the reporter's text it is about."""

    code: NoteCode
    part: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is not an address we can take. Holds no text: `start` and `end` say where it stood in what was pasted.

    For `embedded_content`, `length` and `sha256` are all that is ever kept of it.
    """

    code: RefusalCode
    line: int = 1
    start: int = 0
    end: int = 0
    length: int = 0
    sha256: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Locator:
    """One address, typed. `canonical` and `key` identify it; `raw` is what was pasted, unaltered.

    `host` is the WHATWG host byte for byte (brackets around IPv6, a trailing dot if there was one);
    `ip` the same address bare; `gateway_host` the clear-web gateway through which an onion or IPFS name was given.
    """

    kind: LocatorKind
    raw: str = field(repr=False)
    canonical: str = field(repr=False)
    host: str | None = field(default=None, repr=False)
    ip: str | None = field(default=None, repr=False)
    registrable_domain: str | None = field(default=None, repr=False)
    platform: str | None = field(default=None, repr=False)
    handle: str | None = field(default=None, repr=False)
    gateway_host: str | None = field(default=None, repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)
    canon_version: str = CANON_VERSION
    key: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", key_of(self.canonical, canon_version=self.canon_version))
