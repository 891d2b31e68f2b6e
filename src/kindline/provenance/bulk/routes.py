"""The law's route for each kind and place, as a table a process can be handed: this library knows no mandate."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kindline.provenance.decision import Confidence, Outcome


@dataclass(frozen=True, slots=True)
class Routes:
    """`names` maps (kind of locator, place) to a route; `members` are countries whose place is `abroad_member`."""

    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    members: frozenset[str] = frozenset()

    def of(self, kind: str, outcome: str, country: str | None, confidence: str) -> str | None:
        """The route of one located address; None when the table has none.

        A country that a person must confirm takes the row for sources that disagree, as in casework.
        """
        place = outcome
        if country and confidence == Confidence.PERSON:
            place = Outcome.DISAGREEMENT.value
        elif outcome == Outcome.ABROAD:
            place = "abroad_member" if country in self.members else "abroad_other"
        return self.names.get((kind, place))


NO_ROUTES = Routes()
