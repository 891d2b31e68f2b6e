"""What the fault tests counted: points, runs, reports lost, parcels doubled."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Tally:
    """One line's worth of counting. `points` are names, so that a point killed in two tests counts once."""

    points: set[str] = field(default_factory=set)
    runs: int = 0
    lost: int = 0
    doubled: int = 0
    # Seconds from a death to the moment another had done it.
    taken_over: dict[str, float] = field(default_factory=dict)

    def line(self) -> str:
        return f"faults: points={len(self.points)} runs={self.runs} lost={self.lost} doubled={self.doubled}"

    def keep(self) -> None:
        """Where `./kindline faults` asked for it, so that its last line is this one."""
        if wanted := os.environ.get("KINDLINE_FAULTS_TALLY"):
            Path(wanted).write_text(json.dumps(asdict(self) | {"points": sorted(self.points), "line": self.line()}))


tally = Tally()
TIMES = int(os.environ.get("KINDLINE_FAULTS_TIMES", "5"))
