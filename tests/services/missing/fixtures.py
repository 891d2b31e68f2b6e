"""Public samples beside the project, where they are present; tests that need them say when they are not."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT.parent / "shared" / "fixtures"
EXAMPLES = ROOT / "examples" / "missing"


def sample(name: str) -> Path:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"the public sample {name} is not here")
    return path
