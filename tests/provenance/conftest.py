"""The invented pack, the recorded zones, and the public fixtures when they lie beside the repository."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kindline.provenance.pack import Pack
from kindline.provenance.resolver import RecordedZone, ZoneResolver

ROOT = Path(__file__).parents[2]
ZONES = ROOT / "examples" / "zones"
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def fixture_file(name: str) -> Path:
    path = ROOT.parent / "shared" / "fixtures" / "url" / name
    if not path.exists():
        pytest.skip(f"public fixture {name} is not beside the repository")
    return path


@pytest.fixture(scope="session")
def pack() -> Pack:
    return Pack.synthetic()


@pytest.fixture(scope="session")
def before() -> ZoneResolver:
    return ZoneResolver(RecordedZone.from_file(ZONES / "before.zone"))


@pytest.fixture(scope="session")
def after() -> ZoneResolver:
    return ZoneResolver(RecordedZone.from_file(ZONES / "after.zone"))
