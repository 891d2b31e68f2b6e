"""How long each kind of thing is kept: house rules with a trigger, which an organisation sets for itself."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kindline.kernel import clock

FILE = Path(__file__).parent / "rules.toml"
OWN = "retention.toml"


class BadRule(ValueError):
    """The organisation's own file names no rule that has days, or a number of days that is none."""


@dataclass(frozen=True)
class Rule:
    """Kept for `days` after `trigger`, then `then`; without days it ends with something else, or not."""

    name: str
    trigger: str
    then: str
    days: int | None = None

    @property
    def before(self) -> datetime:
        """What was triggered before this moment is over."""
        if self.days is None:
            raise BadRule(self.name)
        return clock.now() - timedelta(days=self.days)


def rules() -> dict[str, Rule]:
    """Every rule, with the organisation's own days laid over the shipped ones."""
    shipped = {name: Rule(name=name, **raw) for name, raw in tomllib.loads(FILE.read_text()).items()}
    return shipped | {name: replace(shipped[name], days=days) for name, days in _own(shipped).items()}


def _own(shipped: dict[str, Rule]) -> dict[str, int]:
    path = Path(settings.DATA_DIR) / OWN
    own = tomllib.loads(path.read_text()) if path.exists() else {}
    for name, days in own.items():
        known = name in shipped and shipped[name].days is not None
        if not known or not isinstance(days, int) or isinstance(days, bool) or days < 1:
            raise BadRule(f"{OWN}: {name}")
    return own
