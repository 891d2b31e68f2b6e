"""Freezing a period: what was said stays said; a past that changed shows as a new version with a flag (P10)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction

from kindline.kernel import clock
from kindline.kernel.audit.models import Detail, Leaf
from kindline.kernel.audit.record import canonical, record
from kindline.kernel.figures.computing import Cell, Table, compute
from kindline.kernel.figures.models import Snapshot
from kindline.kernel.figures.period import Period
from kindline.kernel.figures.register import figures


class NotOver(ValueError):
    """A period that still runs is looked at, not frozen."""


def freeze(period: Period, *, by: str) -> list[Snapshot]:
    """Freeze every figure of a past period, whole and divided; returns the snapshots that are new.

    Numbers that are as they were make no new version, so that freezing again changes nothing.
    """
    if period.until > clock.now():
        raise NotOver(period.name)
    return [made for one in figures() for how in ("", *one.by()) if (made := _freeze(compute(one, period, by=how), by))]


def _freeze(table: Table, by: str) -> Snapshot | None:
    with transaction.atomic(using="core"):
        last = latest(table.figure.name, table.period.name, table.by)
        content = canonical(said(table))
        if last and numbers(json.loads(last.content)) == numbers(json.loads(content)):
            return None
        made = Snapshot.objects.create(
            figure=table.figure.name,
            definition_version=table.figure.version,
            period=table.period.name,
            by=table.by,
            version=last.version + 1 if last else 1,
            content=content.decode(),
            sha256=hashlib.sha256(content).hexdigest(),
            as_of=table.as_of,
            made_by=by,
            flag=_flag(last, table),
        )
        facts = {"figure": made.figure, "period": made.period, "by": made.by, "version": made.version}
        record("figure.frozen", subject=made.pk, by=by, facts=facts | {"sha256": made.sha256, "flag": made.flag})
        return made


def _flag(last: Snapshot | None, table: Table) -> str:
    if last is None:
        return ""
    return "changed" if last.definition_version == table.figure.version else "redefined"


def latest(figure: str, period: str, by: str = "") -> Snapshot | None:
    """The newest version of a frozen figure."""
    return Snapshot.objects.filter(figure=figure, period=period, by=by).order_by("-version").first()


def said(table: Table) -> dict[str, Any]:
    """A table as it is frozen and exported: numbers, and the definition that they were counted by."""
    figure = table.figure
    return {
        "figure": figure.name,
        "definition": figure.definition,
        "denominator": figure.denominator,
        "unit": figure.unit,
        "version": figure.version,
        "period": table.period.name,
        "from": table.period.start.isoformat(),
        "until": table.period.until.isoformat(),
        "by": table.by,
        "as_of": table.as_of.isoformat(),
        "cells": [_cell(cell) for cell in table.cells],
        "total": _cell(table.total),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    plain: dict[str, Any] = {"value": cell.value, "n": cell.n, "of": cell.of}
    return plain | ({"time": asdict(cell.time)} if cell.time else {})


def numbers(content: dict[str, Any]) -> dict[str, Any]:
    """What of a snapshot must stay the same: everything but the moment of looking."""
    return {name: value for name, value in content.items() if name != "as_of"}


def problems() -> Iterator[str]:
    """Snapshots that are not what the log says was frozen."""
    logged = _logged()
    for one in Snapshot.objects.order_by("period", "figure", "by", "version").iterator():
        if hashlib.sha256(one.content.encode()).hexdigest() != one.sha256:
            yield f"{_name(one)}: its numbers are not those that were hashed"
        elif logged.pop(str(one.pk), None) != one.sha256:
            yield f"{_name(one)}: the log knows another hash, or none"
        logged.pop(str(one.pk), None)
    yield from (f"snapshot {pk}: frozen according to the log, and no longer here" for pk in logged)


def _name(one: Snapshot) -> str:
    return f"{one.figure} {one.period} {one.by} version {one.version}"


def _logged() -> dict[str, str]:
    """Hash by snapshot, as the leaves say, those not yet numbered included."""
    mark = b'"action":"figure.frozen"'
    found: dict[str, str] = {}
    for rows in (Detail.objects.values_list("payload", flat=True), Leaf.objects.values_list("payload", flat=True)):
        for payload in rows.iterator():
            if mark in bytes(payload):
                leaf = json.loads(bytes(payload))
                found[leaf["subject"]] = leaf["facts"]["sha256"]
    return found
