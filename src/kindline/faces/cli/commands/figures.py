"""`./kindline figures`: the figures of a period, checked, suppressed for the public, frozen when it is over.

`./kindline figures check FILE.csv` asks the same of a table that somebody published.
"""

import argparse
import csv
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from kindline.faces.cli import place

HELP = (
    "The figures of a period with their definitions; --public, --freeze, --check; check FILE.csv for a published table"
)
COLUMNS = ("figure", "by", "value", "n", "of", "share", "median_hours", "p95_hours")


def arguments(parser: argparse.ArgumentParser) -> None:
    place.arguments(parser)
    published = parser.add_subparsers(dest="published", metavar="check|missing")
    checking = published.add_parser("check", help="does a published table (label,value[,share] and a total) add up")
    checking.add_argument("file", type=Path, metavar="FILE.csv")
    line = published.add_parser("missing", help="the year of the line for missing children: files, kinds, outcomes")
    line.add_argument("--year", required=True, type=int, dest="whole_year", metavar="YYYY")
    line.add_argument("--format", default="md", choices=("csv", "json", "md"))
    line.add_argument("--data", default=argparse.SUPPRESS, help="the data folder")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--year", metavar="YYYY")
    when.add_argument("--quarter", metavar="YYYY-Qn")
    when.add_argument("--month", metavar="YYYY-MM")
    parser.add_argument("--public", action="store_true", help="suppressed for publication; whole years only")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON document on stdout, definitions included")
    shape.add_argument("--csv", action="store_true", help="one line a number on stdout")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--freeze", action="store_true", help="keep what is new as snapshots; the log gets their hashes")
    what.add_argument("--check", action="store_true", help="do the figures add up, and are snapshots what was frozen")


def run(args: argparse.Namespace) -> int:
    if args.published == "missing":
        return _line_of_the_missing(args)
    if args.published:
        return _published(args.file)
    if not (args.year or args.quarter or args.month):
        print(
            "kindline figures: give --year, --quarter or --month, or a published table: check FILE.csv", file=sys.stderr
        )
        return 2
    place.wake(args.data, face="worker")
    from kindline.kernel.figures.freezing import NotOver
    from kindline.kernel.figures.period import NoSuchPeriod
    from kindline.kernel.figures.publishing import YearsOnly

    try:
        return _run(args)
    except (NoSuchPeriod, NotOver, YearsOnly) as problem:
        print(f"kindline figures: {type(problem).__name__}: {problem}", file=sys.stderr)
        return 2


def _line_of_the_missing(args: argparse.Namespace) -> int:
    """Every number of the year with what it is out of; exits 1 when two tables do not agree."""
    place.wake(args.data, face="worker")
    from kindline.kernel.mandate.active import active
    from kindline.services.missing.figures import of_year

    try:
        year = of_year(args.whole_year, zone=active().zone)
    except (ValueError, OverflowError) as problem:
        print(f"kindline figures: {problem}", file=sys.stderr)
        return 2
    {"csv": _missing_csv, "json": _missing_json, "md": _missing_md}[args.format](year)
    for flag in year.flags:
        print(f"figures: {flag}", file=sys.stderr)
    return 1 if year.flags else 0


def _missing_csv(year) -> None:
    out = csv.writer(sys.stdout)
    out.writerow(("year", "table", "label", "n", "of", "share", "out_of", "flag", "as_of"))
    for line in year.lines:
        numbers = (line.n, _plain(line.of), _plain(line.share))
        out.writerow((year.year, line.table, line.label, *numbers, line.out_of, line.flag, year.as_of.date()))


def _missing_json(year) -> None:
    lines = [vars(line) | {"share": line.share} for line in year.lines]
    document = {"year": year.year, "as_of": year.as_of.isoformat(), "lines": lines, "flags": list(year.flags)}
    print(json.dumps(document, indent=1, ensure_ascii=False))


def _missing_md(year) -> None:
    print(f"# 116 000, {year.year}\n\nAs of {year.as_of.date()}. Not for publication: small numbers stand as they are.")
    table = ""
    for line in year.lines:
        if line.table != table:
            table = line.table
            print(f"\n## {table[:1].upper()}{table[1:]}\n\n| | n | of | share |\n|---|---|---|---|")
        share = f"{line.share:.1%}" if line.share is not None else ""
        out_of = f"{line.of} {line.out_of}" if line.of is not None else ""
        print(f"| {line.label} | {line.n} | {out_of} | {share} {line.flag} |")


def _run(args: argparse.Namespace) -> int:
    from zoneinfo import ZoneInfo

    from kindline.kernel.figures.period import period
    from kindline.kernel.mandate.active import active

    asked = period(args.year or args.quarter or args.month, ZoneInfo(active().zone))
    if args.check:
        return _check(asked)
    if args.freeze:
        return _freeze(asked)
    tables = public(asked) if args.public else whole(asked)
    show = _json if args.json else _csv if args.csv else _words
    show(tables, asked, suppressed=args.public)
    return 0


def _check(asked) -> int:
    from kindline.kernel.figures.freezing import problems
    from kindline.kernel.figures.reconciling import checks

    done, broken = list(checks(asked)), list(problems())
    for check in done:
        if not check.holds:
            print(f"figures: {check.name}: {check.left} and {check.right}")
    for problem in broken:
        print(f"figures: {problem}")
    failed = sum(not check.holds for check in done)
    print(f"figures: period={asked.name} checks={len(done)} failed={failed} snapshots_broken={len(broken)}")
    return 1 if failed or broken else 0


def _published(file: Path) -> int:
    from kindline.kernel.figures.published import LIMIT, NotATable, check, read_table

    try:
        with file.open("rb") as opened:
            rows = read_table(opened.read(LIMIT + 1))
        flags = check(rows)
    except (NotATable, OSError) as problem:
        print(f"kindline figures: {file}: {problem}", file=sys.stderr)
        return 2
    for flag in flags:
        print(f"{file}: line {flag.line}: {flag.label} {flag.words}")
    print(f"figures: file={file} rows={len(rows)} flagged={len(flags)}")
    return 1 if flags else 0


def _freeze(asked) -> int:
    from kindline.kernel.figures.freezing import freeze

    made = freeze(asked, by=f"terminal:{getpass.getuser()}")
    for one in made:
        if one.flag:
            print(f"{one.figure} {one.by}: version {one.version}, {one.flag}")
    print(f"figures: period={asked.name} frozen={len(made)} flagged={sum(bool(one.flag) for one in made)}")
    return 0


def whole(asked) -> list[dict[str, Any]]:
    """Every figure with all its numbers, for those who may see them."""
    from kindline.kernel.figures.computing import compute
    from kindline.kernel.figures.register import figures

    tables = [compute(one, asked, by=by) for one in figures() for by in ("", *one.by())]
    return [_table(table, table.cells, table.total) for table in tables]


def public(asked) -> list[dict[str, Any]]:
    from kindline.kernel.figures.publishing import publish

    return [_table(one.table, one.cells, one.total) for one in publish(asked)]


def _table(table, cells, total) -> dict[str, Any]:
    figure = table.figure
    return {
        "figure": figure.name,
        "title": figure.title,
        "definition": figure.definition,
        "denominator": figure.denominator,
        "cannot_say": figure.cannot,
        "unit": figure.unit,
        "version": figure.version,
        "by": table.by,
        "as_of": table.as_of.date().isoformat(),
        "rows": [_row(cell) for cell in cells],
        "total": _row(total),
    }


def _row(cell) -> dict[str, Any]:
    time = getattr(cell, "time", cell)
    row = {"value": cell.value, "n": cell.n, "of": cell.of, "share": cell.share and round(cell.share, 3)}
    row |= {"median_hours": getattr(time, "median", None), "p95_hours": getattr(time, "p95", None)}
    for limit in getattr(time, "within", ()):
        row[f"within_{limit.hours}_h"] = {"n": limit.n, "of": limit.of}
    return row


def _json(tables: list[dict[str, Any]], asked, *, suppressed: bool) -> None:
    document = {"period": asked.name, "suppressed": suppressed, "figures": tables, "yearly": _yearly(tables, asked)}
    print(json.dumps(document, indent=1, ensure_ascii=False))


def _csv(tables: list[dict[str, Any]], asked, *, suppressed: bool) -> None:
    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    for table in tables:
        for row in [*table["rows"], table["total"]] if table["by"] else [table["total"]]:
            out.writerow([table["figure"], table["by"], *(_plain(row[name]) for name in COLUMNS[2:])])


def _plain(number: Any) -> Any:
    return "" if number is None else number


def _words(tables: list[dict[str, Any]], asked, *, suppressed: bool) -> None:
    for table in tables:
        if not table["by"]:
            print(f"\n{table['title']} ({table['unit']}): {_said(table['total'])}")
            print(f"    {table['definition']} Of: {table['denominator']}.")
            if table["cannot_say"]:
                print(f"    Cannot say: {table['cannot_say']}")
        else:
            parts = ", ".join(f"{row['value']} {_said(row)}" for row in table["rows"][:12])
            print(f"    by {table['by']}: {parts or 'nothing'}")
    for title, lines in _yearly(tables, asked).items():
        print(f"\n{title}")
        for words, said in lines:
            print(f"    {words}: {said}")


def _said(row: dict[str, Any]) -> str:
    if row["n"] is None:
        return "suppressed"
    of = f" of {row['of']}" if row["of"] is not None and row["of"] != row["n"] else ""
    middle = f" (median {row['median_hours']} h)" if row["median_hours"] is not None else ""
    return f"{row['n']}{of}{middle}"


def _yearly(tables: list[dict[str, Any]], asked) -> dict[str, list[tuple[str, Any]]]:
    """The tables of a year, from the very numbers above: what is suppressed there is suppressed here."""
    from kindline.services.hotline.figures.yearly import YEARLY

    if not asked.is_year:
        return {}
    known = {(table["figure"], table["by"]): table for table in tables}
    found = {}
    for yearly in YEARLY:
        lines = [(line.words, _told(known[line.figure, line.by]["total"], line.tells)) for line in yearly.lines]
        if yearly.divided:
            lines += [(row["value"], _told(row, "n")) for row in known[yearly.divided]["rows"]]
        found[yearly.title] = lines
    return found


def _told(row: dict[str, Any], tells: str) -> Any:
    if tells.startswith("within_"):
        within = row.get(f"{tells}_h")
        return "suppressed" if within is None else f"{within['n']} of {within['of']}"
    number = row["median_hours" if tells == "median" else tells]
    return "suppressed" if number is None and row["n"] is None else number
