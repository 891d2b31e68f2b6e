"""A mandate is data: who may open, where things go, which clocks run, under which law and since when (HOUSE P1)."""

from dataclasses import dataclass
from datetime import date

from kindline.kernel.mandate.letter_law import LetterLaw
from kindline.sealing.keys import KeyId, SealingPublicKey, VerifyKey


@dataclass(frozen=True)
class AuthorityKey:
    """A key an authority opens with. At least two per authority: one on duty, one offline in reserve."""

    role: str
    sealing: SealingPublicKey
    not_after: date


@dataclass(frozen=True)
class Officer:
    """A person of the authority whose signed answers we accept: an officer of the police, a licensed analyst."""

    name: str
    key: VerifyKey


@dataclass(frozen=True)
class Authority:
    """A recipient that the mandate names. Its role is what events call whoever signs for it."""

    id: str
    role: str
    name: str
    language: str
    mailbox: str
    keys: tuple[AuthorityKey, ...]
    officers: tuple[Officer, ...]

    def usable_keys(self, day: date) -> tuple[SealingPublicKey, ...]:
        """The keys to seal to today: those not expired, or all of them when every one is.

        A report is never refused because the police forgot to renew a key; the alarm rings instead (P3, P12).
        """
        fresh = tuple(key.sealing for key in self.keys if key.not_after >= day)
        return fresh or tuple(key.sealing for key in self.keys)

    def answer_keys(self) -> dict[KeyId, VerifyKey]:
        """The officers' keys by id."""
        return {officer.key.key_id: officer.key for officer in self.officers}


@dataclass(frozen=True)
class Clock:
    """How long a role has, and what follows when the time is over. Runs day and night."""

    kind: str
    hours: float
    role: str
    follows: str
    basis: str


@dataclass(frozen=True)
class Rule:
    """One row of the routing law: the first rule whose every condition holds decides."""

    name: str
    when: dict[str, tuple[str, ...]]
    steps: tuple[str, ...]
    letters: tuple[str, ...]
    clocks: tuple[str, ...]
    role: str
    basis: str


@dataclass(frozen=True)
class Assessment:
    """How an assessor judges, and what protects those who do it. Minutes are a person's, a day or a sitting."""

    classifications: tuple[str, ...]
    second_opinion: str
    exposure_minutes: int
    sitting_minutes: int
    pause_minutes: int


@dataclass(frozen=True)
class Mandate:
    """Everything that differs between one legal procedure and another."""

    id: str
    sha256: bytes
    procedure: str
    since: date
    exercise: bool
    home: str
    zone: str
    basis: str
    home_notice: str
    home_notice_sender: str
    assessor_id: str
    police_id: str
    assessment: Assessment
    authorities: dict[str, Authority]
    envelopes: dict[str, tuple[str, ...]]
    clocks: dict[str, Clock]
    rules: tuple[Rule, ...]
    letters: LetterLaw
    stage_delay_hours: int
    reporter_told: tuple[str, ...]

    def recipients(self, purpose: str, day: date) -> tuple[SealingPublicKey, ...]:
        """The public keys an envelope of this purpose is sealed to."""
        return tuple(key for name in self.envelopes[purpose] for key in self.authorities[name].usable_keys(day))

    def key_ids(self) -> frozenset[KeyId]:
        """Every recipient this mandate knows: a header naming another one is refused."""
        return frozenset(key.sealing.key_id for a in self.authorities.values() for key in a.keys)

    def assessor(self) -> Authority:
        """Who is handed every report, judges it and releases its addresses: the police, or licensed analysts."""
        return self.authorities[self.assessor_id]

    def police(self) -> Authority:
        """Who investigates, transfers abroad, and may order that an address be held or its host never told."""
        return self.authorities[self.police_id]
