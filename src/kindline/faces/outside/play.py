"""The play: who does what, when, and how much time passes in between. Nothing is counted here."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import resources
from typing import Any

from kindline.faces.outside import quiet
from kindline.faces.outside.acting import Actor
from kindline.faces.outside.processes import Troupe
from kindline.faces.outside.setting import Invitations, staff
from kindline.faces.outside.stage import ANALYSTS, OFFICERS, Stage

PACK = resources.files("kindline.provenance") / "packs" / "synthetic" / "abuse.csv"
WORKING_SUPERVISORS = ("bo", "cleo", "dirk")
SUPERVISED = ("confirm_mailbox", "escalate_person", "route_person", "dead_parcel", "reconcile")
# A six-digit code is good once: who comes in long before the first work does not wait for the next one then.
ON_THE_DAY = ("ann", "duty", *ANALYSTS)
ROUNDS_AT_THE_END = 3
Told = Callable[[int], None]


@dataclass
class Play:
    """One performance on one stage."""

    stage: Stage
    troupe: Troupe
    invitations: Invitations
    limit: int | None = None
    actors: dict[str, Actor] = field(default_factory=dict)
    shift: int = 0

    def acts(self) -> list[tuple[str, Callable[[Told], None]]]:
        """In order, each with what a spectator reads meanwhile."""
        return [
            ("reporters file through the site", self.filing),
            ("the duty officer is rung and answers", self.ringing),
            ("the police fetch, open and acknowledge", self.handing_over),
            ("first verdicts, releases and holds", self.judging),
            ("dossiers, first-time mailboxes, first notices", self.noticing),
            ("next day: names have moved, second verdicts, holds lifted", self.reconsidering),
            ("routes that need a person", self.deciding),
            ("two days on: silence is followed up", self.following),
            *[(f"{3 * n} days later: looked up again", self.watching) for n in range(2, 2 + ROUNDS_AT_THE_END)],
            ("reporters come back with their codes", self.returning),
        ]

    def filing(self, told: Told) -> None:
        reporters = self._actor("reporters")
        reporters.begin("file", limit=self.limit)
        self._come_in([name for name in staff(self.stage) if name not in ON_THE_DAY])
        reporters.end(told)
        self._quiet()

    def ringing(self, told: Told) -> None:
        if self._waiting("SELECT 1 FROM hotline_ring WHERE open"):
            self._later(minutes=6)
            self._person("duty").do("answer_ring")

    def handing_over(self, told: Told) -> None:
        self._later(minutes=15)
        self._officer(0).do("fetch")
        self._officer(0).do("acknowledge")
        self._judge(0)
        self._quiet()

    def judging(self, told: Told) -> None:
        self._later(hours=2)
        self._judge(1)
        self._quiet()
        self._actor("reporters").do("visit", writing=True)
        self._quiet()

    def noticing(self, told: Told) -> None:
        self._later(hours=1)
        self._collect(1)
        self._desk("ann", ["confirm_mailbox"])
        self._notices()

    def reconsidering(self, told: Told) -> None:
        self._later(hours=14)
        self._judge(2)
        self._officer(1).do("reconsider")
        self._quiet()
        if self._waiting("SELECT 1 FROM intake_message WHERE NOT to_reporter AND NOT answered", where="intake"):
            self._person("ella").do("answer_questions")

    def deciding(self, told: Told) -> None:
        self._later(hours=1)
        self._collect(0)
        self._supervise()
        self._collect(1)
        self._notices()

    def following(self, told: Told) -> None:
        self._later(hours=30)
        self._officer(0).do("release_again")
        self._quiet()
        self._supervise()
        self._collect(0)
        self._notices(patient=False)
        self._officer(0).do("end_referrals")

    def watching(self, told: Told) -> None:
        self._later(hours=76)
        self._supervise()
        self._collect(1)
        self._notices(patient=False)
        self._officer(0).do("end_referrals")
        self._quiet()

    def returning(self, told: Told) -> None:
        self._later(hours=76)
        self._officer(0).do("fetch")
        self._officer(0).do("acknowledge")
        self._quiet()
        self._later(hours=24)
        self._officer(1).do("fetch")
        self._actor("reporters").do("visit")

    def close(self) -> None:
        """Everybody leaves the stage."""
        self.invitations.withdraw()
        for actor in self.actors.values():
            actor.stop()

    def _judge(self, round_: int) -> None:
        """Both officers at the same time, each with half of the reports."""
        for part in range(len(OFFICERS)):
            self._officer(part).begin("judge", round_=round_, part=part, parts=len(OFFICERS))
        for part in range(len(OFFICERS)):
            self._officer(part).end()

    def _collect(self, officer: int) -> None:
        """Fetch and sign for what came since; say where dossiers went."""
        self._officer(officer).do("fetch")
        self._officer(officer).do("acknowledge")
        self._quiet()

    def _notices(self, *, patient: bool = True) -> None:
        """The window of a notice closes, its mail leaves, the providers look at their mailboxes."""
        self._later(minutes=20)
        mailboxes = {path.name for path in (self.stage.outside / "mail").glob("*@*")}
        at_work = [self._provider(entry) for entry in providers() if entry["mailbox"] in mailboxes]
        for provider in at_work:
            provider.begin("read_mail", patient=patient)
        for provider in at_work:
            provider.end()
        self._quiet()

    def _supervise(self) -> None:
        """What ends at a person is decided, and what follows from a decision is decided too."""
        for _ in range(2):
            kinds = [kind for kind in SUPERVISED if self._waiting(f"SELECT 1 FROM hotline_task WHERE {OPEN}", kind)]
            if not kinds:
                return
            name = WORKING_SUPERVISORS[self.shift % len(WORKING_SUPERVISORS)]
            self.shift += 1
            self._desk(name, kinds)
            self._quiet()

    def _desk(self, name: str, kinds: list[str]) -> None:
        """A person at the desk decides; second factors are passed on by telephone."""
        by_telephone = self._person(name).do("work", kinds=kinds)["telephone"]
        for words, secret in by_telephone.items():
            called = next(entry for entry in providers() if entry["name"] in words)
            self._provider(called).do("telephone", secret=secret)

    def _later(self, **time: float) -> None:
        """Time passes; whatever it brings about is waited for."""
        self.troupe.check()
        self.stage.advance(timedelta(**time))
        self._quiet()

    def _quiet(self) -> None:
        quiet.wait(self.stage)

    def _waiting(self, question: str, *values: Any, where: str = "core") -> bool:
        """Whether somebody has to be cued; what they then see, they see at their own door."""
        with quiet.reading(self.stage, where) as connection:
            return connection.execute(question, values).fetchone() is not None

    def _come_in(self, names: Sequence[str]) -> None:
        for name in names:
            self._newcomer(name).begin("join", code=self.invitations.code_for(name))
        for name in names:
            self.actors[name].end()

    def _person(self, name: str) -> Actor:
        if name not in self.actors:
            self._newcomer(name).do("join", code=self.invitations.code_for(name))
        return self.actors[name]

    def _newcomer(self, name: str) -> Actor:
        role = staff(self.stage)[name]
        if role == "analyst":
            return self._actor(name, "analysts", name)
        return self._actor(name, "desk_people", name, "portal" if role == "officer" else "desk")

    def _officer(self, number: int) -> Actor:
        return self._actor(OFFICERS[number], "officers", OFFICERS[number])

    def _provider(self, entry: dict[str, str]) -> Actor:
        return self._actor(entry["provider"], "providers", entry["provider"], entry["mailbox"])

    def _actor(self, name: str, module: str = "", *arguments: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = Actor(self.stage, module or name, *arguments)
        return self.actors[name]


OPEN = "done_at IS NULL AND kind = ?"


def providers() -> Iterable[dict[str, str]]:
    """Every provider there is in the invented world."""
    with PACK.open() as file:
        return list(csv.DictReader(file))
