"""A pack is taken in whole or not at all, only from a pinned builder, and the old ones stay for replay."""

import json
import os
from pathlib import Path

import pytest

from kindline.kernel.packs.shelf import Guarded, NoSuchPack, current, folder_of, take_in
from kindline.kernel.packs.signing import (
    SIGNATURE,
    NotSigned,
    demonstration_key,
    pinned_builders,
    sign_manifest,
    signer_of,
)
from kindline.provenance.pack import Pack, PackDamaged
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SigningPrivateKey
from tests.provenance.packs import ORIGINS, PLACES, laid_down, meadow

BUILDER = SigningPrivateKey(b"b" * 32)
STRANGER = SigningPrivateKey(b"s" * 32)
PINNED = [BUILDER.public()]
SHIPPED = Path(__file__).parents[3] / "src/kindline/provenance/packs/demonstration"


def signed(folder: Path, files: dict[str, bytes], key: SigningPrivateKey = BUILDER) -> Path:
    laid_down(files, folder)
    (folder / SIGNATURE).write_bytes(sign_manifest(files["manifest.json"], key=key))
    return folder


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return signed(tmp_path / "first", meadow())


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return signed(tmp_path / "second", meadow(places=PLACES.replace("NL", "FR"), day="2026-11-02"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_last_pack_is_in_use_and_the_old_one_stays(first: Path, second: Path, data: Path) -> None:
    one = take_in(first, data=data, keys=PINNED)
    two = take_in(second, data=data, keys=PINNED)
    assert (one.replaced, two.replaced, current(data)) == ("", one.pack_id, two.pack_id)
    assert Pack.load(folder_of("", data=data)).id == two.pack_id
    assert Pack.load(folder_of(one.pack_id, data=data)).id == one.pack_id
    again = take_in(second, data=data, keys=PINNED)
    assert not again.fresh and current(data) == two.pack_id


def test_without_an_import_the_synthetic_pack_is_in_use_and_unknown_names_are_refused(data: Path) -> None:
    assert Pack.load(folder_of("", data=data)).manifest.series == "synthetic"
    assert Pack.load(folder_of("synthetic-2026-11-01", data=data)).manifest.series == "synthetic"
    for name in ("meadow", "../data", "packs/../..", "."):
        with pytest.raises(NoSuchPack):
            folder_of(name, data=data)


def test_a_pack_by_an_unknown_builder_or_by_nobody_is_refused(tmp_path: Path, first: Path, data: Path) -> None:
    with pytest.raises(SealingError):
        take_in(signed(tmp_path / "theirs", meadow(), STRANGER), data=data, keys=PINNED)
    (first / SIGNATURE).unlink()
    with pytest.raises(NotSigned):
        take_in(first, data=data, keys=PINNED)
    assert not current(data)


def test_a_signature_of_another_manifest_is_refused(first: Path, second: Path, data: Path) -> None:
    (first / SIGNATURE).write_bytes((second / SIGNATURE).read_bytes())
    with pytest.raises(NotSigned):
        take_in(first, data=data, keys=PINNED)


@pytest.mark.parametrize("table", ["facts.xz", "networks-4.xz", "holders.xz", "platforms.csv"])
def test_one_changed_byte_in_any_table_is_refused_and_leaves_nothing(first: Path, data: Path, table: str) -> None:
    octets = bytearray((first / table).read_bytes())
    octets[len(octets) // 2] ^= 1
    (first / table).write_bytes(bytes(octets))
    with pytest.raises(PackDamaged):
        take_in(first, data=data, keys=PINNED)
    assert os.listdir(data / "packs") == []


def test_a_table_that_shrank_or_grew_beyond_belief_is_refused_until_a_person_says_otherwise(
    tmp_path: Path, first: Path, data: Path
) -> None:
    take_in(first, data=data, keys=PINNED)
    many = "".join(f"198.51.100.{n}\t198.51.100.{n}\t{64496 + n}\tNL\tHolder {n}\n" for n in range(15))
    grown = signed(tmp_path / "grown", meadow(origins=ORIGINS + many, day="2026-11-02"))
    before = current(data)
    with pytest.raises(Guarded, match=r"holders.xz: 1\d rows after 2"):
        take_in(grown, data=data, keys=PINNED)
    assert current(data) == before
    assert take_in(grown, data=data, keys=PINNED, despite_guards=True).pack_id == current(data) != before


def test_an_older_pack_does_not_follow_a_newer_one(tmp_path: Path, first: Path, data: Path) -> None:
    take_in(first, data=data, keys=PINNED)
    older = signed(tmp_path / "older", meadow(day="2026-10-20"))
    with pytest.raises(Guarded, match="older"):
        take_in(older, data=data, keys=PINNED)


def test_a_pack_that_ends_in_the_middle_leaves_the_old_one_in_use(first: Path, second: Path, data: Path) -> None:
    take_in(first, data=data, keys=PINNED)
    before = current(data)
    (second / "platforms.csv").unlink()
    with pytest.raises(OSError):
        take_in(second, data=data, keys=PINNED)
    assert current(data) == before
    assert {path.name for path in (data / "packs").iterdir()} == {before, "current"}


def test_the_key_everybody_has_signs_demonstrations_only(tmp_path: Path, data: Path) -> None:
    """It is public: whoever could sign a production pack with it could move every decision."""
    assert signer_of(SHIPPED, keys=[]) == demonstration_key().key_id
    forged = signed(tmp_path / "forged", meadow(), demonstration_key())
    with pytest.raises(SealingError):
        take_in(forged, data=data, keys=PINNED)
    (data / "mandate").mkdir(parents=True)
    (data / "mandate" / "active.toml").write_text("")
    with pytest.raises(Guarded, match="everybody has"):
        take_in(SHIPPED, data=data, keys=[])
    (data / "demo").write_text("")
    assert take_in(SHIPPED, data=data, keys=[]).pack_id == current(data)


def test_builders_are_pinned_in_the_key_folder(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "pack-north.pub").write_text(BUILDER.public().to_text() + "\n")
    (tmp_path / "public" / "log.pub").write_text(STRANGER.public().to_text() + "\n")
    assert pinned_builders(tmp_path) == PINNED


def test_a_manifest_cannot_name_a_place_outside_its_folder(first: Path, data: Path) -> None:
    manifest = json.loads((first / "manifest.json").read_text())
    manifest["pack_id"] = "../../elsewhere"
    octets = json.dumps(manifest).encode()
    (first / "manifest.json").write_bytes(octets)
    (first / SIGNATURE).write_bytes(sign_manifest(octets, key=BUILDER))
    with pytest.raises(Guarded):
        take_in(first, data=data, keys=PINNED)
