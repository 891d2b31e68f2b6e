"""A map of what witnesses saw, as lines and numbers: towns as small dots, each sighting with its number (SVG)."""

import math
from collections import defaultdict
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe

from kindline.services.missing.plausible import Town, every_town

WIDTH, MARGIN, AROUND = 640.0, 30.0, 0.25


def drawn(seen: Iterable[tuple[int, Town]]) -> SafeString:
    """The drawing; empty when no sighting has a town. The same numbers stand in the table beside it."""
    by_town: dict[Town, list[int]] = defaultdict(list)
    for number, town in seen:
        by_town[town].append(number)
    if not by_town:
        return mark_safe("")  # noqa: S308
    south, north = min(town.lat for town in by_town) - AROUND, max(town.lat for town in by_town) + AROUND
    west, east = min(town.lon for town in by_town) - AROUND, max(town.lon for town in by_town) + AROUND
    narrow = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * narrow)
    height = (north - south) * scale + 2 * MARGIN

    def at(town: Town) -> tuple[float, float]:
        return MARGIN + (town.lon - west) * narrow * scale, MARGIN + (north - town.lat) * scale

    parts = []
    for town in every_town():
        if south <= town.lat <= north and west <= town.lon <= east:
            x, y = at(town)
            parts.append(f'<circle class="town" cx="{x:.0f}" cy="{y:.0f}" r="3"/>')
            parts.append(f'<text class="town" x="{x + 6:.0f}" y="{y + 4:.0f}">{escape(town.name)}</text>')
    for town, numbers in by_town.items():
        x, y = at(town)
        said = ", ".join(f"S-{number}" for number in sorted(numbers)[:4]) + ("…" if len(numbers) > 4 else "")
        parts.append(f'<circle class="seen" cx="{x:.0f}" cy="{y:.0f}" r="8"/>')
        parts.append(f'<text class="seen" x="{x + 12:.0f}" y="{y - 8:.0f}">{escape(said)}</text>')
    body = "".join(parts)
    return mark_safe(f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {height:.0f}" aria-hidden="true">{body}</svg>')  # noqa: S308
