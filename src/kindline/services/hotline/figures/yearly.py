"""The tables of a year, line by line from figures: the organisation's own, the network's, and the flagger's.

Each line names a figure, its part and what of it is told; nothing is counted here (civil-hotline reference §4.2, §5).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line: which number of which figure."""

    words: str
    figure: str
    tells: str = "n"  # n | share | median | p95 | within_24 | within_72 | within_168
    by: str = ""
    value: str = ""


@dataclass(frozen=True)
class YearlyTable:
    """Named lines; with `divided` (figure, by), also one line for each part."""

    name: str
    title: str
    lines: tuple[Line, ...]
    divided: tuple[str, str] | None = None


ANNUAL = YearlyTable(
    "annual",
    "The year of the civil hotline",
    (
        Line("Reports received", "reports"),
        Line("Addresses reported", "addresses"),
        Line("Addresses with a verdict: abuse material", "illegal"),
        Line("Share of those with a verdict", "illegal", "share"),
        Line("Hosted in the home country", "hosted_at_home"),
        Line("Dossiers to authorities", "dossiers"),
        Line("Notices to providers", "notices"),
        Line("Removal confirmed", "removal_confirmed"),
    ),
)
NETWORK = YearlyTable(
    "network",
    "Figures for the network of hotlines (INHOPE)",
    (
        Line("Reports received", "reports"),
        Line("Judged to be abuse material", "illegal"),
        Line("Share of those with a verdict", "illegal", "share"),
        Line("With those who assess within 24 h of receipt", "time_to_assessor", "within_24"),
        Line("Dossier acknowledged by the authority within 24 h of receipt", "time_to_authority", "within_24"),
        Line("Answered within 24 h of receipt", "time_to_verdict", "within_24"),
        Line("Removed within 24 h of the notice", "time_to_removal", "within_24"),
        Line("Removed within 3 days of the notice", "time_to_removal", "within_72"),
        Line("Removed within 7 days of the notice", "time_to_removal", "within_168"),
        Line("Hours to removal, median", "time_to_removal", "median"),
    ),
    ("routes", "country"),
)
FLAGGER = YearlyTable(
    "flagger",
    "Notices by provider and by action taken (after Regulation (EU) 2022/2065, art. 22(3))",
    (Line("Notices submitted", "notices"), Line("Addresses in them", "notice_lines")),
    ("notice_lines", "provider_action"),
)
YEARLY = (ANNUAL, NETWORK, FLAGGER)
