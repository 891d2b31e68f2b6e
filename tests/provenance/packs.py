"""Small packs for tests, built by the builder itself from made-up tables in documentation space."""

from datetime import UTC, datetime
from pathlib import Path

from kindline.provenance.packing.building import Fetched, build
from kindline.provenance.packing.recipe import Recipe, read_recipe

DAY = datetime(2026, 11, 1, tzinfo=UTC)
RECIPE = """
series = "meadow"
licence = "CC0-1.0"
faults = ["invented"]
{more}
[[sources]]
name = "origins"
format = "iptoasn"
url = "https://origins.example/table"
licence = "CC0-1.0"
attribution = "Origins"
as_of = {day}
decides = true
min_rows = {least}
[[sources]]
name = "places"
format = "geofeed"
url = "https://places.example/table"
licence = "CC0-1.0"
attribution = "Places"
decides = true
[[sources]]
name = "registry"
format = "delegated"
url = "https://registry.example/table"
licence = "CC0-1.0"
attribution = "Registry"
"""
ORIGINS = (
    "192.0.2.0\t192.0.2.255\t64496\tBE\tKlaproos\n"
    "2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64497\tNL\tPolder\n"
)
PLACES = "192.0.2.0/25,BE,,,\n192.0.2.128/25,NL,,,\n2001:db8::/32,NL,,,\n"
REGISTRY = "2|ripencc|20261101|1|19830705|20261031|+0100\nripencc|BE|ipv4|192.0.2.0|256|20010101|allocated|h\n"


def recipe(*, day: str = "2026-11-01", least: int = 1, more: str = "") -> Recipe:
    return read_recipe(RECIPE.format(day=day, least=least, more=more))


def meadow(
    *, places: str = PLACES, origins: str = ORIGINS, day: str = "2026-11-01", least: int = 1, more: str = ""
) -> dict[str, bytes]:
    texts = {"origins": origins, "places": places, "registry": REGISTRY}
    fetched = {
        name: Fetched(text.encode(), DAY.isoformat(), f"https://{name}.example/") for name, text in texts.items()
    }
    return build(recipe(day=day, least=least, more=more), fetched, at=DAY)


def laid_down(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, octets in files.items():
        (folder / name).write_bytes(octets)
    return folder
