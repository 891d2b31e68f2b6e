"""A built pack is the same for the same tables, says where everything came from, and reads back what went in."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.provenance.pack import Intervals, Pack, PackDamaged
from kindline.provenance.pack.columns import pack_bytes, read_intervals, unpack_bytes, write_intervals
from kindline.provenance.packing.building import GuardTripped, shipped
from kindline.provenance.packing.comparing import compare
from kindline.provenance.packing.recipe import BadRecipe, read_recipe
from tests.provenance.packs import PLACES, laid_down, meadow


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack.load(laid_down(meadow(), tmp_path / "meadow"))


def test_the_same_tables_give_the_same_bytes() -> None:
    assert meadow() == meadow()


def test_every_column_comes_from_its_own_source(pack: Pack) -> None:
    fact = pack.locate("192.0.2.200")
    assert fact and (fact.asn, fact.holder) == (64496, "Klaproos")
    assert (fact.registration_cc, fact.geo_cc, fact.holder_cc) == ("BE", "NL", "BE")
    six = pack.locate("2001:db8:1::1")
    assert six and (six.registration_cc, six.geo_cc, six.holder_cc, six.prefix) == ("", "NL", "NL", "2001:db8::/32")
    assert pack.locate("198.51.100.1") is None


def test_a_prefix_shown_is_the_widest_one_inside_its_stretch(pack: Pack) -> None:
    found = {ip: fact.prefix for ip in ("192.0.2.1", "192.0.2.127", "192.0.2.128") if (fact := pack.locate(ip))}
    assert found == {"192.0.2.1": "192.0.2.0/25", "192.0.2.127": "192.0.2.0/25", "192.0.2.128": "192.0.2.128/25"}


def test_the_manifest_credits_every_source_and_ages_by_the_oldest_that_decides(pack: Pack) -> None:
    assert {source.name for source in pack.manifest.sources} == {"origins", "places", "registry"}
    assert all(source.licence and source.attribution and len(source.sha256) == 64 for source in pack.manifest.sources)
    assert pack.manifest.as_of == date(2026, 11, 1)
    age = pack.age(datetime(2026, 11, 21, tzinfo=UTC))
    assert age is not None and age.days == 20
    assert Pack.synthetic().age(datetime(2026, 11, 21, tzinfo=UTC)) is None


def test_a_source_cut_short_stops_the_build() -> None:
    with pytest.raises(GuardTripped, match="origins"):
        meadow(least=1_000)


@pytest.mark.parametrize("broken", ["", "series = 1", 'series = "x"\nlicence = "y"\n[[sources]]\nname = "a"'])
def test_a_recipe_that_describes_nothing_is_refused(broken: str) -> None:
    with pytest.raises(BadRecipe):
        read_recipe(broken)


def test_a_recipe_takes_nothing_over_an_open_line() -> None:
    text = shipped("production.toml").decode()
    assert read_recipe(text).ingredients
    with pytest.raises(BadRecipe, match="https"):
        read_recipe(text.replace("https://iptoasn.com", "http://iptoasn.com"))


starts = st.lists(st.tuples(st.integers(1, (1 << 128) - 1), st.integers(0, 9)), max_size=30)


@settings(max_examples=80, deadline=None)
@given(starts, st.sampled_from([4, 6]), st.lists(st.integers(0, (1 << 128) - 1), max_size=10))
def test_intervals_survive_their_bytes_and_answer_like_a_plain_search(cuts, version, asked) -> None:  # type: ignore[no-untyped-def]
    cuts = sorted({start >> (96 if version == 4 else 0): row for start, row in cuts}.items())
    intervals = Intervals.of(version, cuts)
    again = read_intervals(write_intervals(intervals), version=version, rows=len(intervals))
    assert again == intervals
    for number in [value >> (96 if version == 4 else 0) for value in asked] + [start for start, _ in cuts]:
        wanted = next((row for start, row in reversed(cuts) if start <= number), 0)
        at = again.stretch_of(number)
        assert again.rows[at] == wanted and again.start(at) <= number <= again.end(at)


def test_arrays_are_buffers_without_a_copy(pack: Pack) -> None:
    for version, width in ((4, 4), (6, 8)):
        view = memoryview(pack.intervals(version).starts)
        assert (view.itemsize, view.contiguous, len(view)) == (width, True, len(pack.intervals(version)))


@pytest.mark.parametrize("octets", [b"", b"plain", pack_bytes(b"x")[:-3], pack_bytes(b"x") + b"more"])
def test_a_broken_column_is_damage_and_no_crash(octets: bytes) -> None:
    with pytest.raises(PackDamaged):
        unpack_bytes(octets)


def test_a_table_that_reaches_outside_its_folder_is_refused(tmp_path: Path) -> None:
    folder = laid_down(meadow(), tmp_path / "meadow")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"]["../outside.csv"] = manifest["tables"]["abuse.csv"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "outside.csv").write_bytes((folder / "abuse.csv").read_bytes())
    with pytest.raises(PackDamaged, match="outside"):
        Pack.load(folder)


def test_a_comparison_counts_what_says_something_else(tmp_path: Path, pack: Pack) -> None:
    moved = PLACES.replace("192.0.2.128/25,NL", "192.0.2.128/25,FR")
    after = Pack.load(laid_down(meadow(places=moved), tmp_path / "after"))
    (change,) = compare(pack, after)
    assert (change.field, change.before, change.after, change.stretches, change.size) == ("geo_cc", "NL", "FR", 1, 128)
    assert compare(pack, pack) == []


def test_the_shipped_pack_is_compact_whole_and_says_its_faults() -> None:
    pack = Pack.shipped("demonstration")
    folder = Path(__file__).parents[2] / "src/kindline/provenance/packs/demonstration"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 4_000_000
    assert pack.manifest.faults and all(source.licence for source in pack.manifest.sources)
    assert {"DB-IP", "Route Views", "Number Resource Organization"} <= {
        name for name in ("DB-IP", "Route Views", "Number Resource Organization")
        if any(name in source.attribution for source in pack.manifest.sources)
    }  # fmt: skip
    for version in (4, 6):
        space = pack.intervals(version)
        known = sum(1 for row in space.rows if row and pack.facts.geo_cc[row])
        assert len(space) > 300_000 and known / len(space) > 0.5
    assert Pack.shipped("demonstration").suffix_list().count("\n") > 9_000
    assert pack.bootstrap("asn")
