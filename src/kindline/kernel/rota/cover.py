"""Where the line is not covered: every stretch between two changes, with what is missing there. Pure; no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kindline.kernel.rota.needs import Needs


@dataclass(frozen=True)
class Duty:
    """One shift with what its person brings."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    languages: frozenset[str] = frozenset()
    training: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gap:
    """From one moment to another something is missing: `line:1` (so many persons), `on_call:1`, `language:fr`,
    `training:missing`. Where nobody sits at the line, languages and training are not named beside it."""

    starts_at: datetime
    ends_at: datetime
    missing: tuple[str, ...]


def gaps(duties: Iterable[Duty], needs: Needs, *, since: datetime, until: datetime) -> list[Gap]:
    """Every gap between the two moments, in order; neighbours that miss the same are one."""
    here = [one for one in duties if one.starts_at < until and one.ends_at > since]
    edges = {since, until} | {at for one in here for at in (one.starts_at, one.ends_at) if since < at < until}
    moments, found = sorted(edges), list[Gap]()
    for begins, ends in zip(moments, moments[1:], strict=False):
        missing = _missing([one for one in here if one.starts_at <= begins and one.ends_at >= ends], needs)
        if missing and found and found[-1].missing == missing and found[-1].ends_at == begins:
            found[-1] = Gap(found[-1].starts_at, ends, missing)
        elif missing:
            found.append(Gap(begins, ends, missing))
    return found


def _missing(duties: list[Duty], needs: Needs) -> tuple[str, ...]:
    line = [one for one in duties if one.kind == "line"]
    said = []
    if len(line) < needs.at_once:
        said.append(f"line:{needs.at_once - len(line)}")
    if (called := sum(one.kind == "on_call" for one in duties)) < needs.on_call:
        said.append(f"on_call:{needs.on_call - called}")
    if line:
        said += [f"language:{one}" for one in needs.languages if not any(one in duty.languages for duty in line)]
        said += [f"training:{one}" for one in needs.training if not any(one in duty.training for duty in line)]
    return tuple(said)
