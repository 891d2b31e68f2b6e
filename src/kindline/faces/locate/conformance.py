"""`./kindline locate conformance`: the canonicaliser and the suffix function against the public test sets.

A case of the URL set holds when a URL that must fail fails, or when every attribute the case names is what it says.
`http(s)`: the expected scheme, or that of the base, is http or https. Lone surrogates are replaced first, as the
set's own runner does (USVString).
"""

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ada_url import URL

from kindline.provenance.address import CANON_VERSION
from kindline.provenance.suffix import public_suffix_version, registrable_domain

HELP = "The URL standard's and the suffix list's own cases: passed of total, each set"
ATTRIBUTES = (
    "href",
    "origin",
    "protocol",
    "username",
    "password",
    "host",
    "hostname",
    "port",
    "pathname",
    "search",
    "hash",
)
_WEB = ("http:", "https:")
_VECTOR = re.compile(r"^checkPublicSuffix\((null|'[^']*'), (null|'[^']*')\);", re.MULTILINE)

Case = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wpt", type=Path, metavar="FILE", help="urltestdata.json of the web platform tests")
    parser.add_argument("--psl", type=Path, metavar="FILE", help="test_psl.txt of the public suffix list")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--failed", action="store_true", help="name the cases that failed")


def run(args: argparse.Namespace) -> int:
    """0 when all http(s) cases and all suffix vectors hold."""
    if not args.wpt and not args.psl:
        print("conformance: name --wpt, --psl or both")
        return 2
    sets: dict[str, list[tuple[str, bool]]] = {}
    if args.wpt:
        sets |= url_sets(json.loads(args.wpt.read_text("utf-8")))
    if args.psl:
        sets["suffix"] = suffix_cases(args.psl.read_text("utf-8"))
    rows = [
        {"set": name, "passed": sum(holds for _, holds in cases), "total": len(cases)} for name, cases in sets.items()
    ]
    versions = {"canon_version": CANON_VERSION, "public_suffix_version": public_suffix_version()}
    if args.json:
        print(json.dumps({"versions": versions, "sets": rows}))
    else:
        print(f"conformance: {versions['canon_version']}, public suffixes of {versions['public_suffix_version']}")
        for row in rows:
            print(f"conformance: {row['set']}: {row['passed']}/{row['total']}")
    if args.failed:
        for name, cases in sets.items():
            for case in (case for case, holds in cases if not holds):
                print(f"failed: {name}: {case!r}")
    demanded = [row for row in rows if row["set"] in ("http(s)", "suffix")]
    return 0 if all(row["total"] and row["passed"] == row["total"] for row in demanded) else 1


def url_sets(document: list[Any]) -> dict[str, list[tuple[str, bool]]]:
    cases = [case for case in document if isinstance(case, dict)]
    results = [(case, (case["input"], holds(case))) for case in cases]
    return {
        "all": [result for _, result in results],
        "without a base": [result for case, result in results if case.get("base") is None],
        "must fail": [result for case, result in results if case.get("failure")],
        "http(s)": [result for case, result in results if is_web(case)],
    }


def is_web(case: Case) -> bool:
    return case.get("protocol") in _WEB or _scheme(case.get("base") or "") in _WEB


def holds(case: Case) -> bool:
    base = case.get("base")
    try:
        url = URL(_usv(case["input"])) if base is None else URL(_usv(case["input"]), _usv(base))
    except ValueError:
        return bool(case.get("failure"))
    return not case.get("failure") and all(getattr(url, name) == case[name] for name in ATTRIBUTES if name in case)


def suffix_cases(text: str) -> list[tuple[str, bool]]:
    """A leading dot or nothing at all has no registrable domain."""
    vectors: Iterable[tuple[str, str]] = _VECTOR.findall(text)
    return [(host, registrable_domain(_word(host) or "") == _word(domain)) for host, domain in vectors]


def _word(quoted: str) -> str | None:
    return None if quoted == "null" else quoted[1:-1]


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower() + ":"


def _usv(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
