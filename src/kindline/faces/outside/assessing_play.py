"""The play where analysts assess: they come in at the desk, the police get what is theirs, hotlines abroad the rest."""

from collections.abc import Callable
from dataclasses import dataclass

from kindline.faces.outside import setting
from kindline.faces.outside.play import ROUNDS_AT_THE_END, Play, Told
from kindline.faces.outside.stage import ANALYSTS

SITTINGS = 6
MEMBER = "SELECT 1 FROM hotline_dossier d JOIN hotline_address a ON a.id = d.address_id WHERE d.purpose = 'member'"
OPEN = "d.outcome = '' AND a.state IN ('routed', 'watching')"
TO_ENTER = f"{MEMBER} AND {OPEN} AND d.transferred_at IS NULL"
AWAITED = f"{MEMBER} AND {OPEN} AND d.transferred_at IS NOT NULL"


@dataclass
class AssessingPlay(Play):
    """One performance under a mandate by which licensed analysts judge. In an exercise nobody outside has a part."""

    turn: int = 0

    def acts(self) -> list[tuple[str, Callable[[Told], None]]]:
        return [
            ("reporters file through the site", self.filing),
            ("the duty officer is rung and answers", self.ringing),
            ("analysts come in, licensed, and assess", self.assessing),
            ("dossiers, member hotlines, first notices", self.passing_on),
            ("routes that need a person", self.deciding),
            ("two days on: what was added, silence followed up", self.following),
            *[(f"{3 * n} days later: looked up again", self.watching) for n in range(2, 2 + ROUNDS_AT_THE_END)],
            ("reporters come back with their codes", self.returning),
        ]

    def ringing(self, told: Told) -> None:
        if self._waiting("SELECT 1 FROM hotline_ring WHERE open"):
            self._later(minutes=6)
            self._person("duty").do("answer_ring")

    def assessing(self, told: Told) -> None:
        self._later(minutes=15)
        self._come_in(ANALYSTS)
        setting.license_analysts(self.stage)
        self._assess()
        self._actor("reporters").do("visit", writing=True)
        self._quiet()
        self._assess()

    def passing_on(self, told: Told) -> None:
        self._later(hours=1)
        self._pass_on()
        self._desk("ann", ["confirm_mailbox"])
        self._notices()
        if self._waiting("SELECT 1 FROM intake_message WHERE NOT to_reporter AND NOT answered", where="intake"):
            self._person("ella").do("answer_questions")

    def deciding(self, told: Told) -> None:
        self._later(hours=14)
        self._supervise()
        self._pass_on()
        self._notices()

    def following(self, told: Told) -> None:
        self._later(hours=30)
        self._supervise()
        self._pass_on()
        self._answers()
        self._notices(patient=False)

    def watching(self, told: Told) -> None:
        self._later(hours=76)
        self._supervise()
        self._pass_on()
        self._answers()
        self._notices(patient=False)

    def returning(self, told: Told) -> None:
        self._later(hours=76)
        self._pass_on()
        self._later(hours=24)
        self._pass_on()
        self._actor("reporters").do("visit")

    def _assess(self) -> None:
        """Both at the same time, as long as something waits and they have not had enough."""
        for _ in range(SITTINGS):
            for name in ANALYSTS:
                self._person(name).begin("assess")
            done = [self.actors[name].end() for name in ANALYSTS]
            self._quiet()
            if not any(one["assessed"] for one in done):
                return

    def _pass_on(self) -> None:
        """What is for the police they fetch and sign for; what is for hotlines abroad is entered there."""
        if self.stage.exercise:
            self._quiet()
            return
        self._collect(0)
        if self._waiting(TO_ENTER):
            # A one-time code is good once in half a minute: they take turns.
            self.turn += 1
            self._person(ANALYSTS[self.turn % len(ANALYSTS)]).do("enter_abroad")
            self._quiet()

    def _answers(self) -> None:
        if self.stage.exercise:
            return
        if self._waiting(AWAITED):
            self._person("duty").do("bring_answers")
        self._officer(0).do("end_referrals")
        self._quiet()
