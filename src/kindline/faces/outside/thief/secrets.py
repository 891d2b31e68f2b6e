"""What a thief would give anything to find: every reported address and host, every free text of the play."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources

from kindline.faces.outside import ledger
from kindline.faces.outside.night import script
from kindline.faces.outside.witness import Witness
from kindline.provenance.address import Locator, parse

# Shorter texts ("yesterday") would be found everywhere and mean nothing.
SHORTEST = 8


@dataclass(frozen=True)
class Secret:
    """One thing, in every spelling the outside knows of it. `hashed` are those whose digest would betray it."""

    kind: str  # address | host | text | question
    spellings: tuple[str, ...] = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False, default=())
    released: bool = False


def secrets_of(witness: Witness) -> list[Secret]:
    """Everything the demonstration holds that nobody may find, each once."""
    if witness.stage.service == "missing":
        return list(_night())
    return [*_addresses(witness), *_hosts(witness), *_texts(witness)]


def _night() -> Iterator[Secret]:
    """Whole names of children, what was told of them, and what witnesses and the child itself said."""
    for file in script.files():
        yield from (Secret("name", (name,)) for name in (file.child, file.second) if name)
        yield Secret("text", (file.notes,))
    yield from (Secret("text", (seen.what,)) for seen in script.sightings())
    yield from (Secret("text", (said,)) for said in script.OWN_CALL.values())


def _addresses(witness: Witness) -> Iterator[Secret]:
    spellings: dict[str, set[str]] = {}
    released = set()
    for subject, content in witness.addresses.items():
        name = content["canonical"] or content["raw"]
        spellings.setdefault(name, set()).update({content["raw"], name})
        if subject in witness.released:
            released.add(name)
    for name, found in spellings.items():
        parsed = parse(name)
        keys = (parsed.key,) if isinstance(parsed, Locator) else ()
        yield Secret("address", _long_enough(found), keys, released=name in released)


def _hosts(witness: Witness) -> Iterator[Secret]:
    released: dict[str, bool] = {}
    for subject, content in witness.addresses.items():
        parsed = parse(content["canonical"] or "")
        if isinstance(parsed, Locator) and parsed.host:
            for name in {parsed.host, parsed.registrable_domain or parsed.host}:
                released[name] = released.get(name, False) or subject in witness.released
    public = _public_words()
    for host, out in released.items():
        if len(host) >= SHORTEST and host not in public:
            yield Secret("host", _long_enough({host, *_unicode(host)}), released=out)


def _texts(witness: Witness) -> Iterator[Secret]:
    written = [pair for visit in ledger.read(witness.stage, "reporters/visits") for pair in visit["wrote"]]
    # The hotline may read questions: theirs is the one box that says so.
    questions = {text for kind, text in written if kind == "ask"}
    sealed = {text for receipt in witness.receipts for text in receipt["texts"]}
    sealed |= {text for kind, text in written if kind == "add"}
    for text in sorted(questions | sealed):
        if len(text) >= SHORTEST:
            readable = text in questions
            yield Secret("question" if readable else "text", (text,), released=readable)


def _unicode(host: str) -> set[str]:
    try:
        return {host.encode("ascii").decode("idna")}
    except UnicodeError:
        return set()


def _long_enough(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(text for text in found if len(text) >= SHORTEST))


def _public_words() -> set[str]:
    """Domains of providers' mailboxes stand in every directory; a platform's name is no secret."""
    table = (resources.files("kindline.provenance") / "packs" / "synthetic" / "abuse.csv").read_text()
    words = {word.rpartition("@")[2] for line in table.splitlines() for word in line.split(",")}
    return {*words, "post.example", "hotline.example", "police.example"}
