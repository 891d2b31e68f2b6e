"""Early: anything that left about an address before the police released it, or while they held it (P11)."""

from collections.abc import Iterator
from datetime import datetime

from kindline.faces.outside.leading import host_of, with_aliases
from kindline.faces.outside.witness import HOLDING, Subject, Witness


def early(witness: Witness) -> list[str]:
    """Every such thing, named as the outside's books name it."""
    sent = (*_questions(witness), *_dossiers(witness), *_notices(witness))
    return sorted({*sent, *_telling_mails(witness)})


def _questions(witness: Witness) -> Iterator[str]:
    """A question to the name server tells somebody that an address is known."""
    by_name: dict[str, list[Subject]] = {}
    for subject, content in witness.addresses.items():
        for name in with_aliases(host_of(content)):
            by_name.setdefault(name, []).append(subject)
    for row in witness.questions:
        if not _may_be_known(witness, by_name.get(row["name"], []), datetime.fromisoformat(row["at"])):
            yield f"question {row['seq']}"


def _dossiers(witness: Witness) -> Iterator[str]:
    for subject, rows in witness.dossiers.items():
        for row in rows:
            if not _may_be_known(witness, [subject], datetime.fromisoformat(row["at"])):
                yield f"dossier {row['dossier']}"


def _notices(witness: Witness) -> Iterator[str]:
    """By when the letter that announced it arrived, so that a slow provider is no excuse."""
    by_canonical: dict[str, list[Subject]] = {}
    for subject, content in witness.addresses.items():
        by_canonical.setdefault(content["canonical"] or "", []).append(subject)
    for address, at in witness.announced.items():
        if not _may_be_known(witness, by_canonical.get(address, []), at):
            yield "notice with an address that was not released, or held"


def _telling_mails(witness: Witness) -> Iterator[str]:
    """No mail ever names a reported address or host: it leaves in the clear."""
    hosts = {host_of(content) for content in witness.addresses.values()} - {""}
    for path in sorted((witness.stage.outside / "mail").rglob("*.eml")):
        text = path.read_text("utf-8", "replace").lower()
        if any(host in text for host in hosts):
            yield f"mail {path.name}"


def _may_be_known(witness: Witness, subjects: list[Subject], at: datetime) -> bool:
    """Whether at least one of these addresses was released and not held at that moment."""
    known = (s for s in subjects if s in witness.released and witness.released[s] <= at)
    return any(not _held(witness, subject, at) for subject in known)


def _held(witness: Witness, subject: Subject, at: datetime) -> bool:
    held = False
    for word in witness.words[subject]:
        # A hold counts from when the portal knew of it; its end from when the officer sent it.
        if word.instruction in HOLDING and word.known_at <= at:
            held = True
        elif word.instruction not in HOLDING and word.at <= at:
            held = False
    return held
