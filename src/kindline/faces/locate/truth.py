"""`./kindline locate --truth FILE`: how often the decision is right, unknown and wrong, told apart."""

from pathlib import Path

from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver, Resolver
from kindline.provenance.truth import BadTruth, read_truth, score


def run(file: Path, *, pack: Pack, home: str, resolver: Resolver | None = None, show_wrong: int = 20) -> int:
    """Prints the score; 1 when a home-country decision was wrong, 2 when the file cannot be read."""
    try:
        rows = read_truth(file.read_text("utf-8-sig"))
    except (BadTruth, OSError, UnicodeDecodeError) as fault:
        print(f"truth: {fault}")
        return 2
    found = score(rows, pack=pack, home=home, resolver=resolver or NoResolver())
    for row in found.wrong_rows[:show_wrong]:
        print(f"truth: line {row.line} wrong: said {row.said}, true {row.country}")
    print(
        f"truth: rows={found.rows} right={found.right} unknown={found.unknown} wrong={found.wrong} "
        f"unknown_percent={found.unknown_percent:.1f} asn_right={found.asn_right} asn_wrong={found.asn_wrong}"
    )
    print(
        f"truth: home={home} home_true={found.home_true} home_right={found.home_right} "
        f"home_unknown={found.home_unknown} home_wrong={found.home_wrong} "
        f"confirm={found.to_confirm} pack={pack.id}"
    )
    return 1 if found.home_wrong else 0
