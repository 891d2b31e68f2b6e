"""What the police know from elsewhere than a download: whose keys count. Handed over in person, kept by them.

Whoever serves parcels could name a recipient, a sender or a routing key of his own; this list is why that fails.
A text file, one fact a line, `#` begins a remark:

    kindline trust 1
    authority federal-police
    recipient x25519-… duty
    site kindline-ed25519-pub:…
    platform kindline-ed25519-pub:…
    routing kindline-x25519-pub:…
    log kindline-ed25519-pub:…
    partner kindline-ed25519-pub:… another site whose reports you accept
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from kindline.client.refusals import Refused
from kindline.sealing.errors import BadKey
from kindline.sealing.keys import KeyId, SealingPublicKey, VerifyKey
from kindline.sealing.mandate_file import Tampered, verify_mandate

FIRST_LINE = "kindline trust 1"
SENDERS = ("site", "platform", "log")


@dataclass(frozen=True)
class Trust:
    """Recipients the mandate names (key id → role), the platform's signing keys, and the key releases go to."""

    authority: str
    recipients: dict[KeyId, str]
    site: VerifyKey
    platform: VerifyKey
    log: VerifyKey
    routing: SealingPublicKey
    partners: dict[KeyId, VerifyKey] = field(default_factory=dict)

    def sender(self, purpose: str, *, named: KeyId) -> VerifyKey:
        """Who seals what: dossiers the worker; reporters' envelopes the site, or another site that you accepted."""
        return self.platform if purpose == "dossier" else self.partners.get(named, self.site)


def read(path: Path) -> Trust:
    """The trust list in a file; Refused when it is not one."""
    try:
        return parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Refused(f"cannot read the trust list {path}") from None


def parse(text: str) -> Trust:
    """Read the lines; an unknown or missing fact is refused."""
    lines = [line.strip() for line in text.splitlines()]
    if not lines or lines[0] != FIRST_LINE:
        raise Refused(f"a trust list begins with the line “{FIRST_LINE}”")
    facts: dict[str, str] = {}
    recipients: dict[KeyId, str] = {}
    partners: list[str] = []
    for line in lines[1:]:
        name, _, value = line.partition(" ")
        if not line or line.startswith("#"):
            continue
        if name == "recipient":
            key_id, _, role = value.partition(" ")
            recipients[KeyId(key_id)] = role
        elif name == "partner":
            partners.append(value.partition(" ")[0])
        elif name in ("authority", "routing", *SENDERS) and name not in facts:
            facts[name] = value
        else:
            raise Refused(f"the trust list has an unknown or repeated line “{name[:20]}”")
    return _built(facts, recipients, partners)


def _built(facts: dict[str, str], recipients: dict[KeyId, str], partners: list[str]) -> Trust:
    try:
        accepted = {key.key_id: key for key in map(VerifyKey.from_text, partners)}
        routing = SealingPublicKey.from_text(facts["routing"])
        site, platform, log = (VerifyKey.from_text(facts[name]) for name in SENDERS)
        trust = Trust(facts["authority"], recipients, site, platform, log, routing, accepted)
    except KeyError as missing:
        raise Refused(f"the trust list lacks the line {missing}") from None
    except BadKey as error:
        raise Refused(f"the trust list holds something that is not a key: {error}") from None
    if not recipients:
        raise Refused("the trust list names no recipient")
    return trust


def render(trust: Trust, *, remark: str = "") -> str:
    """The text that `parse` reads."""
    lines = [FIRST_LINE, *([f"# {remark}"] if remark else []), f"authority {trust.authority}"]
    lines += [f"recipient {key_id} {role}".rstrip() for key_id, role in sorted(trust.recipients.items())]
    lines += [f"{name} {getattr(trust, name).to_text()}" for name in (*SENDERS, "routing")]
    lines += [f"partner {key.to_text()}" for _, key in sorted(trust.partners.items())]
    return "\n".join(lines) + "\n"


def from_installation(mandate: Path, public: Path, *, authority: str) -> str:
    """The list for an authority from the signed mandate file and the folder of public keys of an installation.

    Made once, in person, by both sides; both mandate signatures are checked against the keys pinned there.
    """
    data = mandate.read_bytes()
    pinned = tuple(VerifyKey.from_text((public / f"mandate-{n}.pub").read_text()) for n in (1, 2))
    try:
        digest = verify_mandate(data, mandate.with_name(mandate.name + ".sig").read_bytes(), (pinned[0], pinned[1]))
    except Tampered:
        raise Refused("the mandate does not carry both signatures") from None
    document = tomllib.loads(data.decode())
    recipients = {
        SealingPublicKey.from_text(key["sealing"]).key_id: f"{entry['id']} {key['role']}"
        for entry in document["authorities"]
        for key in entry["keys"]
    }
    site, platform, log = (VerifyKey.from_text((public / f"{name}.pub").read_text()) for name in SENDERS)
    routing = SealingPublicKey.from_text((public / "routing.pub").read_text())
    trust = Trust(authority, recipients, site, platform, log, routing)
    return render(trust, remark=f"from mandate {document['id']}, sha256 {digest.hex()}")
