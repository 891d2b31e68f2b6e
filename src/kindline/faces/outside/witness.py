"""What the outside saw, from its own books alone: receipts, the police's office, mailboxes, questions, packets."""

import ipaddress
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from kindline.client.police.judgements import RELEASING
from kindline.faces.outside import ledger
from kindline.faces.outside.leading import host_of
from kindline.faces.outside.stage import Stage

HOLDING = ("hold", "preserve_first")
ACCEPTED = ("accepted", "repeated")
WIRE = "packets/wire"
SEPARATORS = re.compile(r"[;\s]")
Subject = tuple[str, int]


@dataclass(frozen=True)
class Line:
    """The line a demonstration ends with. `filed` and `handed_over` count reports, the others addresses."""

    filed: int
    handed_over: int
    verdicts: int
    held: int
    released: int
    routed: int
    closed: int
    open: int
    lost: int
    silent: int
    host_contacts: int
    early: int

    def text(self) -> str:
        return "journey: " + " ".join(f"{name}={number}" for name, number in asdict(self).items())

    @property
    def is_whole(self) -> bool:
        """Nothing lost, silent, contacted or early; everything handed over; nine in ten of what was routed closed."""
        faults = self.lost + self.silent + self.host_contacts + self.early
        return not faults and self.filed == self.handed_over and self.closed >= 0.9 * self.routed


@dataclass(frozen=True)
class Word:
    """One accepted word of the assessor about one address."""

    at: datetime
    known_at: datetime
    verdict: str
    instruction: str


class Witness:
    """Everything that can be said without asking the platform."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def line(self) -> Line:
        routed, closed = self.routed, self.routed & self.in_closed_reports
        return Line(
            filed=len(self.receipts),
            handed_over=len(self.reports),
            verdicts=sum(any(word.verdict != "no_feedback" for word in words) for words in self.words.values()),
            held=sum(any(word.instruction in HOLDING for word in words) for words in self.words.values()),
            released=len(self.released),
            routed=len(routed),
            closed=len(closed),
            open=len(routed - closed),
            lost=len(self.lost),
            silent=len(self.silent),
            host_contacts=self.host_contacts,
            early=len(self.early),
        )

    @cached_property
    def receipts(self) -> list[dict[str, Any]]:
        return ledger.read(self.stage, "reporters/receipts")

    @property
    def offices(self) -> set[str]:
        """Who keeps books of what they were handed: the assessor, and the police."""
        return {self.stage.assessor, "police"}

    @cached_property
    def parcels(self) -> list[dict[str, Any]]:
        """Every parcel they hold."""
        return [row for office in sorted(self.offices) for row in ledger.read(self.stage, f"{office}/parcels")]

    @cached_property
    def reports(self) -> set[str]:
        """Reports that the assessor holds and could open."""
        return {row["report"] for row in self.parcels if row["kind"] == "handover" and not row["refused"]}

    @cached_property
    def opened(self) -> list[dict[str, Any]]:
        paths = sorted(p for o in self.offices for p in (self.stage.outside / o / "opened").glob("*.json"))
        return [item for path in paths for item in json.loads(path.read_text())]

    @cached_property
    def addresses(self) -> dict[Subject, dict[str, Any]]:
        """What every handed-over address says, as the assessor read it."""
        found = (item for item in self.opened if item["purpose"] == "address" and item["kind"] == "handover")
        return {(item["report"], item["ordinal"]): item["content"] for item in found}

    @cached_property
    def words(self) -> dict[Subject, list[Word]]:
        found: dict[Subject, list[Word]] = {}
        for row in ledger.read(self.stage, f"{self.stage.assessor}/words"):
            if row["result"] in ACCEPTED:
                word = Word(_time(row["sent_at"]), _time(row["at"]), row["verdict"], row["instruction"])
                found.setdefault((row["report"], row["ordinal"]), []).append(word)
        return found

    @cached_property
    def released(self) -> dict[Subject, datetime]:
        """When each address was first released."""
        first: dict[Subject, datetime] = {}
        for subject, words in self.words.items():
            moments = [word.at for word in words if word.instruction in RELEASING]
            if moments:
                first[subject] = min(moments)
        return first

    @cached_property
    def dossiers(self) -> dict[Subject, list[dict[str, Any]]]:
        found: dict[Subject, list[dict[str, Any]]] = {}
        for row in self.parcels:
            if row["kind"] == "dossier":
                found.setdefault((row["report"], row["ordinal"]), []).append(row)
        return found

    @cached_property
    def notices(self) -> list[dict[str, Any]]:
        """Every event in every provider's book, with the provider."""
        names = [name for name in ledger.names(self.stage) if name.startswith("providers/")]
        return [{"provider": name.partition("/")[2], **row} for name in names for row in ledger.read(self.stage, name)]

    @cached_property
    def noticed(self) -> dict[str, datetime]:
        """Canonical address → when a provider first read it."""
        first: dict[str, datetime] = {}
        for row in self.notices:
            for line in row.get("lines", ()) if row["event"] == "picked_up" else ():
                first.setdefault(line["address"], _time(row["at"]))
        return first

    @cached_property
    def announced(self) -> dict[str, datetime]:
        """Canonical address → when the letter about its notice arrived at the provider."""
        arrived = {row["parcel"]: _time(row["at"]) for row in ledger.read(self.stage, "mail")}
        letters = {row["number"]: arrived[row["letter"]] for row in self.notices if row["event"] == "picked_up"}
        first: dict[str, datetime] = {}
        for row in self.notices:
            for line in row.get("lines", ()) if row["event"] == "picked_up" else ():
                first.setdefault(line["address"], letters[row["number"]])
        return first

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        """Every question the name server was asked."""
        return ledger.read(self.stage, "dns/queries")

    @cached_property
    def routed(self) -> set[Subject]:
        """Released addresses about which something was seen to happen afterwards: dossier, notice or question.

        Of an exercise nothing is seen outside: there it is the report's end, as its reporter is told of it.
        """
        if self.stage.exercise:
            return set(self.released) & self.in_closed_reports
        return {subject for subject, at in self.released.items() if self._seen_at_work(subject, at)}

    def _seen_at_work(self, subject: Subject, released_at: datetime) -> bool:
        content = self.addresses[subject]
        if subject in self.dossiers or content["canonical"] in self.noticed:
            return True
        return any(at >= released_at for at in self._asked.get(host_of(content), []))

    @cached_property
    def _asked(self) -> dict[str, list[datetime]]:
        found: dict[str, list[datetime]] = {}
        for row in self.questions:
            found.setdefault(row["name"], []).append(_time(row["at"]))
        return found

    @cached_property
    def stages(self) -> dict[str, str]:
        """Row of the play → what the site shows to who comes back with the code, the last time."""
        return {row["row"]: row["stage"] for row in ledger.read(self.stage, "reporters/visits")}

    @cached_property
    def lost(self) -> list[str]:
        """Receipts that open nothing, and reports that the police do not have."""
        unknown = [row["row"] for row in self.receipts if self.stages.get(row["row"], "unknown") == "unknown"]
        missing = [row["row"] for row in self.receipts if row["row"] not in self.report_of.values()]
        return sorted({*unknown, *missing})

    @cached_property
    def report_of(self) -> dict[str, str]:
        """Report as the police call it → row of the play, by what it says."""
        said: dict[str, dict[str, Any]] = {}
        for item in self.opened:
            if item["kind"] == "handover":
                said.setdefault(item["report"], {})[f"{item['purpose']}{item['ordinal']:03}"] = item["content"]
        # Analysts are not shown who reported: without it, what else was written tells reports apart.
        named = self.stage.assessor == "police"
        by_content = {_mark(row["addresses"], row["texts"], named): row["row"] for row in self.receipts}
        found = {report: by_content.get(_mark_opened(parts, named)) for report, parts in said.items()}
        return {report: row for report, row in found.items() if row}

    @cached_property
    def in_closed_reports(self) -> set[Subject]:
        """Addresses of reports that their reporters see as closed."""
        return {s for s in self.addresses if self.stages.get(self.report_of.get(s[0], "")) == "closed"}

    @cached_property
    def silent(self) -> list[Subject]:
        """Addresses about which nobody outside has a last word: not judged, not with the police, not at work."""
        return sorted(s for s in self.addresses if s not in self.words or (s in self.released and s not in self.routed))

    @cached_property
    def contacts(self) -> list[str]:
        """Every destination that is not one of the stage's own doors, as the sockets saw it."""
        ports, found = set(self.stage.ports().values()), []
        for name in ledger.names(self.stage):
            if name.startswith("packets/") and name != WIRE:
                rows = ledger.read(self.stage, name)
                found += [f"{row['to']}:{row['port']}" for row in rows if "to" in row and not _is_ours(row, ports)]
        return found

    @cached_property
    def flows(self) -> set[tuple[Any, ...]]:
        """Every conversation that fell into the black hole."""
        rows = ledger.read(self.stage, WIRE)
        return {(r["to"], r["protocol"], r["from_port"], r["port"]) for r in rows if r["event"] == "packet"}

    @property
    def host_contacts(self) -> int:
        return max(len(self.contacts), len(self.flows))

    @cached_property
    def early(self) -> list[str]:
        """Whatever left about an address before its release or under a hold."""
        from kindline.faces.outside.earliness import early

        return early(self)


def _mark(addresses: list[str], texts: list[str], named: bool) -> tuple[Any, ...]:
    # The site reads two addresses in one line; what was typed is the same.
    account, contact, how = texts
    return (SEPARATORS.sub("", "".join(addresses)), account, contact if named else "", how)


def _mark_opened(parts: dict[str, Any], named: bool) -> tuple[Any, ...]:
    addresses = [content["raw"] for name, content in sorted(parts.items()) if name.startswith("address")]
    account, identity = parts.get("account000", {}), parts.get("identity000", {})
    texts = [account.get("text", ""), identity.get("contact", ""), account.get("how", "")]
    return _mark(addresses, texts, named)


def _is_ours(row: dict[str, Any], ports: set[int]) -> bool:
    try:
        loopback = row["to"] == "localhost" or ipaddress.ip_address(row["to"].strip("[]")).is_loopback
    except ValueError:
        return False
    return loopback and (row["port"] in ports or row["event"] == "socket.getaddrinfo")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
