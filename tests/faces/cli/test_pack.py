"""`./kindline pack`: built from kept packages, verified, taken in, compared; refusals say why and exit 1."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from kindline.faces.cli.commands import pack as command
from kindline.faces.cli.dispatch import run
from kindline.kernel.packs.signing import SIGNATURE, sign_manifest
from kindline.sealing.keys import SigningPrivateKey, VerifyKey
from tests.provenance.packs import PLACES, laid_down, meadow

RECIPE = """
series = "fen"
licence = "CC0-1.0"
[[sources]]
name = "places"
format = "geofeed"
package = "@meadow/places@1.0.0"
member = "places.csv"
licence = "CC0-1.0"
attribution = "Places"
as_of = 2026-11-01
decides = true
"""


def kindline(*argv: str | Path) -> int:
    return run(command, name="pack", argv=[str(word) for word in argv])


@pytest.fixture
def key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert kindline("key", "--out", tmp_path / "builder.key") == 0
    assert "fingerprint" in capsys.readouterr().out
    return tmp_path / "builder.key"


def packed(folder: Path, name: str, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    with tarfile.open(folder / name, "w:gz") as archive:
        for path, octets in files.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(octets)
            archive.addfile(entry, io.BytesIO(octets))


def signed(folder: Path, files: dict[str, bytes], key: Path) -> Path:
    laid_down(files, folder)
    signing = SigningPrivateKey.from_text(key.read_text().strip())
    (folder / SIGNATURE).write_bytes(sign_manifest(files["manifest.json"], key=signing))
    return folder


def test_a_key_is_readable_by_its_owner_only_and_never_overwritten(key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    assert VerifyKey.from_text(key.with_name("builder.key.pub").read_text().strip())
    assert kindline("key", "--out", key) == 1


def test_built_verified_and_taken_in(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE)
    packed(tmp_path / "kept", "meadow-places-1.0.0.tgz", {"places.csv": gzip.compress(PLACES.encode())})
    out, public = tmp_path / "out", f"{key}.pub"
    built = ("build", "--sources", tmp_path / "recipe.toml", "--kept", tmp_path / "kept", "--out", out)
    assert kindline(*built) == 2  # not signed by anybody
    assert kindline(*built, "--key", key) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["sources"][0]["url"] == "npm:@meadow/places@1.0.0#places.csv"
    assert "Places" in (out / "NOTICE.md").read_text("utf-8")
    assert kindline(*built, "--key", key) == 1  # nothing is overwritten
    data = tmp_path / "data"
    assert kindline("verify", out, "--data", data) == 1
    assert kindline("verify", out, "--data", data, "--key", public) == 0
    assert kindline("import", out, "--data", data) == 1
    assert kindline("import", out, "--data", data, "--key", public) == 0
    assert f"in_use={manifest['pack_id']} before=none" in capsys.readouterr().out


def test_a_package_that_is_neither_kept_nor_fetched_stops_the_build_and_leaves_nothing(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    out = tmp_path / "out"
    assert kindline("build", "--sources", tmp_path / "recipe.toml", "--out", out, "--key", key) == 1
    assert "npm is not here" in capsys.readouterr().err and not out.exists()


def test_nobody_else_builds_the_demonstration_series(tmp_path: Path, key: Path) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.replace('"fen"', '"demonstration"'))
    built = ("build", "--sources", tmp_path / "recipe.toml", "--out", tmp_path / "out")
    assert kindline(*built, "--key", key) == 1


def test_a_builder_pinned_in_the_key_folder_needs_no_option(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINDLINE_KEYS", str(tmp_path / "keys"))
    (tmp_path / "keys" / "public").mkdir(parents=True)
    (tmp_path / "keys" / "public" / "pack-north.pub").write_text(Path(f"{key}.pub").read_text())
    folder = signed(tmp_path / "meadow", meadow(), key)
    assert kindline("import", folder, "--data", tmp_path / "data") == 0


def test_a_comparison_names_countries_and_counts(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = signed(tmp_path / "before", meadow(), key)
    after = signed(tmp_path / "after", meadow(places=PLACES.replace("192.0.2.128/25,NL", "192.0.2.128/25,FR")), key)
    assert kindline("diff", before, after, "--data", tmp_path / "data") == 0
    assert "IPv4 geo_cc NL -> FR: 1 ranges, 128 addresses" in capsys.readouterr().out


def test_shipped_packs_are_known_by_name_and_unknown_names_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kindline("verify", "synthetic", "--data", tmp_path) == 0
    assert kindline("verify", "demonstration", "--data", tmp_path) == 0
    assert kindline("verify", "meadow", "--data", tmp_path) == 1
    assert "no pack meadow here" in capsys.readouterr().err
