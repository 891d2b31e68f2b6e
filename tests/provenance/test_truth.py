"""Right, unknown and wrong are told apart, and wrong about home is named."""

from pathlib import Path

import pytest

from kindline.provenance.pack import Pack
from kindline.provenance.resolver import NoResolver
from kindline.provenance.truth import BadTruth, read_truth, score
from tests.provenance.packs import laid_down, meadow


@pytest.fixture
def meadows(tmp_path: Path) -> Pack:
    return Pack.load(laid_down(meadow(), tmp_path / "meadow"))


def test_each_row_is_right_unknown_or_wrong(meadows: Pack) -> None:
    rows = read_truth(
        "address,country,asn\n"
        "192.0.2.1,BE,64496\n"  # all three say BE
        "192.0.2.200,BE,AS64500\n"  # place says NL: home in dispute
        "2001:db8::1,NL,64497\n"
        "http://[2001:db8::2]/x,FR,\n"  # wrong, abroad
        "2001:db8::3,BE,\n"  # wrong about home
        "not an address,BE,\n"
    )
    found = score(rows, pack=meadows, home="BE", resolver=NoResolver())
    assert (found.rows, found.right, found.unknown, found.wrong) == (6, 2, 2, 2)
    assert (found.home_true, found.home_right, found.home_unknown, found.home_wrong) == (4, 1, 2, 1)
    assert (found.asn_right, found.asn_wrong) == (2, 1)
    assert [(row.line, row.said) for row in found.wrong_rows] == [(5, "NL"), (6, "NL")]


def test_deciding_home_for_what_is_abroad_is_wrong_about_home(meadows: Pack) -> None:
    found = score(read_truth("address,country\n192.0.2.1,NL\n"), pack=meadows, home="BE", resolver=NoResolver())
    assert (found.home_true, found.home_wrong) == (0, 1)


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(BadTruth):
        read_truth("host;land\nx;BE\n")


def test_the_sources_of_the_real_pack_agree_about_most_of_the_address_space() -> None:
    """Measured 92 % of announced IPv4; far less would mean that a column went wrong."""
    pack = Pack.shipped("demonstration")
    space, facts = pack.intervals(4), pack.facts
    agreed = spoke = 0
    for at in range(0, len(space), 7):
        row = space.rows[at]
        said = {facts.registration_cc[row], facts.geo_cc[row], facts.holder_cc[row]}
        if "" not in said:
            size = space.end(at) - space.start(at) + 1
            spoke, agreed = spoke + size, agreed + size * (len(said) == 1)
    assert 0.85 < agreed / spoke < 0.99
