"""Where a registry says abuse is told: the entity with that role, wherever it hangs, and in it the right mailbox.

The role stands at the top (RIPE, APNIC), under the registrant (ARIN) or under the registrar (domains). An entity may
have several mailboxes, and then only the vCard parameter `type=abuse` marks the right one (provenance.md §4.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ROLE = "abuse"
DEEPEST = 16
_MAILBOX = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.?[^\s@<>()\[\],;:\"\\]*")
_WORDS = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class _Mailbox:
    address: str
    marked: bool


def abuse_mailboxes(found: dict[str, Any]) -> tuple[str, ...]:
    """The mailboxes for abuse, outermost entity first, each once. A mailbox for other things is not one."""
    entities = list(_entities(found))
    responsible = [_mailboxes(entity) for entity in entities if ROLE in _words(entity.get("roles"))]
    named = [box for boxes in responsible for box in ([box for box in boxes if box.marked] or boxes)]
    # Some have no such role, and mark the mailbox alone.
    chosen = named or [box for entity in entities for box in _mailboxes(entity) if box.marked]
    once: dict[str, str] = {}
    for box in chosen:
        once.setdefault(box.address.lower(), box.address)
    return tuple(once.values())


def _entities(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The object itself, then the entities under it level by level. Some lists contain what is no object."""
    level = [found]
    for _ in range(DEEPEST):
        yield from level
        level = [each for one in level for each in _list(one.get("entities")) if isinstance(each, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any) -> set[str]:
    """The words of a role or a parameter: a text, a list of texts, a text with commas."""
    return {word for each in _list(value) if isinstance(each, str) for word in _WORDS.split(each.lower())}


def _mailboxes(entity: dict[str, Any]) -> list[_Mailbox]:
    return [*_from_vcard(entity.get("vcardArray")), *_from_card(entity.get("jscard", entity.get("jscard_0")))]


def _from_vcard(card: Any) -> Iterator[_Mailbox]:
    """jCard, RFC 7095: `["email", {parameters}, type, value, …]`."""
    properties = card[1] if isinstance(card, list) and len(card) > 1 else None
    for each in _list(properties):
        if not (isinstance(each, list) and len(each) > 3 and isinstance(each[0], str) and each[0].lower() == "email"):
            continue
        for value in each[3:]:
            for address in _addresses(value):
                yield _Mailbox(address, _is_marked(each[1]))


def _from_card(card: Any) -> Iterator[_Mailbox]:
    """JSContact, RFC 9553 §2.3.1, where a server uses it in place of jCard."""
    emails = card.get("emails") if isinstance(card, dict) else None
    for each in emails.values() if isinstance(emails, dict) else ():
        if isinstance(each, dict):
            contexts = each.get("contexts")
            said = _words([each.get("label"), *(contexts if isinstance(contexts, dict) else ())])
            for address in _addresses(each.get("address")):
                yield _Mailbox(address, ROLE in said)


def _is_marked(parameters: Any) -> bool:
    if not isinstance(parameters, dict):
        return False
    return any(name.lower() == "type" and ROLE in _words(value) for name, value in parameters.items())


def _addresses(value: Any) -> Iterator[str]:
    """Plain addresses in a value; redacted and empty ones are none."""
    for each in _list(value):
        if isinstance(each, str):
            said = each.encode("utf-8", "replace").decode().strip()
            said = said[7:].partition("?")[0] if said.lower().startswith("mailto:") else said
            if _MAILBOX.fullmatch(said):
                yield said
