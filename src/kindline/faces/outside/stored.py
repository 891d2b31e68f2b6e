"""What the house's own rows say, read from both databases without the platform's code."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from kindline.faces.outside import quiet
from kindline.faces.outside.stage import Stage
from kindline.faces.outside.witness import Line, Witness
from kindline.sealing import receipt

REPORT_OF_CODE = "SELECT id, salt, verifier, stage FROM intake_report WHERE locator = ?"
PARCELS = "SELECT id, kind, channel, recipient, state, created_at FROM outbox_parcel"
LEFT = ("delivered", "acknowledged")


class Stored:
    """The rows of one installation; reports filed by hand after the play are left out."""

    def __init__(self, stage: Stage, witness: Witness) -> None:
        self.stage, self.witness = stage, witness

    def line(self) -> Line:
        """The same line as the outside's, counted inside; what only the outside can know is taken from there."""
        mine = {row["id"]: row for row in self.addresses}
        routed = {key for key, row in mine.items() if row["routed_at"]}
        shown_closed = {key for key, row in mine.items() if self.stage_of[row["report_id"]] == "closed"}
        closed = {key for key in routed & shown_closed if mine[key]["state"] == "closed"}
        return Line(
            filed=len(self.reports),
            handed_over=sum(row["state"] != "received" for row in self.core_reports),
            verdicts=sum(bool(row["verdict"]) for row in mine.values()),
            held=len(self._nouns_of("hold") & set(mine)),
            released=sum(bool(row["released_at"]) for row in mine.values()),
            routed=len(routed),
            closed=len(closed),
            open=len(routed - closed),
            lost=len(self.witness.receipts) - len(self.reports),
            silent=len(self.silent),
            host_contacts=self.witness.host_contacts,
            early=len(self.witness.early),
        )

    @cached_property
    def reports(self) -> dict[str, str]:
        """Receipt's row of the play → report, for every code that still opens one, or whose report was erased."""
        found = {}
        with quiet.reading(self.stage, "intake") as connection:
            for row in self.witness.receipts:
                code = receipt.parse(row["code"])
                for key, salt, verifier, _stage in connection.execute(REPORT_OF_CODE, (code.locator,)):
                    if receipt.check(code, salt, verifier):
                        found[row["row"]] = key
        return found | {row: key for key, row in self.erased.items()}

    @cached_property
    def erased(self) -> dict[str, str]:
        """Report → row of the play, for those that the register says were erased: their codes rightly open nothing."""
        gone = self._column("SELECT subject FROM register_erasure")
        return {UUID(key).hex: row for key, row in self.witness.report_of.items() if UUID(key).hex in gone}

    @cached_property
    def stage_of(self) -> dict[str, str]:
        """Report → what its reporter is shown; a withheld stage looks like waiting."""
        rows = self._rows("intake", "SELECT id, stage, stage_withheld FROM intake_report")
        shown = {row["id"]: "received" if row["stage_withheld"] else row["stage"] for row in rows}
        # Of an erased one the site shows nothing any more: what it showed last is in the outside's book.
        return shown | {key: self.witness.stages.get(row, "") for key, row in self.erased.items()}

    @cached_property
    def core_reports(self) -> list[dict[str, Any]]:
        return self._of_the_play("SELECT * FROM hotline_report", "id")

    @cached_property
    def addresses(self) -> list[dict[str, Any]]:
        return self._of_the_play("SELECT * FROM hotline_address", "report_id")

    @cached_property
    def parcels(self) -> list[dict[str, Any]]:
        return self._rows("core", PARCELS)

    @cached_property
    def silent(self) -> list[str]:
        """Addresses that neither ended with a recorded move nor wait with a clock or a task."""
        ended = self._nouns_of("close") | self._nouns_of("dismiss")
        clocks = self._column("SELECT noun FROM procedure_deadline WHERE met_at IS NULL AND expired_at IS NULL")
        tasks = self._column("SELECT subject FROM hotline_task WHERE done_at IS NULL")
        notices = self._column(
            "SELECT i.address_id FROM hotline_noticeitem i JOIN hotline_notice n ON n.id = i.notice_id"
            " WHERE n.state NOT IN ('closed', 'withdrawn')"
        )
        awaited = clocks | tasks | notices

        def is_spoken_for(row: dict[str, Any]) -> bool:
            return row["id"] in ended if row["state"] == "closed" else bool({row["id"], row["report_id"]} & awaited)

        return [row["id"] for row in self.addresses if not is_spoken_for(row)]

    def left(self, channel: str) -> list[dict[str, Any]]:
        """Parcels of the play that left by a channel."""
        return [
            row
            for row in self.parcels
            if row["channel"] == channel and row["state"] in LEFT and self._in_the_play(row["created_at"])
        ]

    def answers(self) -> set[str]:
        """Hashes of the signed documents that were taken during the play."""
        rows = self._rows("core", "SELECT sha256, received_at FROM hotline_answer")
        return {row["sha256"] for row in rows if self._in_the_play(row["received_at"])}

    def notices(self) -> list[dict[str, Any]]:
        rows = self._rows("core", "SELECT id, number, made_at, picked_up_at FROM hotline_notice")
        return [row for row in rows if self._in_the_play(row["made_at"])]

    def lines_of(self, notice: str) -> dict[str, str]:
        rows = self._rows("core", f"SELECT line, action FROM hotline_noticeitem WHERE notice_id = '{UUID(notice).hex}'")
        return {str(row["line"]): row["action"] for row in rows}

    def attempted(self) -> set[str]:
        """Parcels with at least one recorded attempt."""
        return self._column("SELECT parcel_id FROM outbox_attempt")

    def acknowledged(self) -> set[str]:
        return self._column("SELECT parcel_id FROM outbox_acknowledgement")

    def decided_by_persons(self) -> set[str]:
        """Addresses about which a person had to decide."""
        return self._column("SELECT subject FROM hotline_task WHERE kind IN ('route_person', 'escalate_person')")

    def latest_routes(self) -> dict[str, str]:
        rows = self._rows("core", "SELECT address_id, route FROM hotline_decision ORDER BY decided_at")
        return {row["address_id"]: row["route"] for row in rows}

    def first_routes(self) -> dict[str, str]:
        rows = self._rows("core", "SELECT address_id, route FROM hotline_decision ORDER BY decided_at DESC")
        return {row["address_id"]: row["route"] for row in rows}

    def _in_the_play(self, stored: str) -> bool:
        """Whether a stored moment lies before the end: later ones were done by hand."""
        ended = self.stage.ended_at()
        return ended is None or datetime.fromisoformat(stored).replace(tzinfo=UTC) <= ended

    def _nouns_of(self, verb: str) -> set[str]:
        return self._column(f"SELECT noun FROM procedure_event WHERE procedure = 'address' AND verb = '{verb}'")

    def _of_the_play(self, question: str, column: str) -> list[dict[str, Any]]:
        mine = set(self.reports.values())
        return [row for row in self._rows("core", question) if row[column] in mine]

    def _column(self, question: str) -> set[str]:
        return {str(next(iter(row.values()))) for row in self._rows("core", question)}

    def _rows(self, where: str, question: str) -> list[dict[str, Any]]:
        with quiet.reading(self.stage, where) as connection:
            cursor = connection.execute(question)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]


def as_stored(ids: Iterable[str]) -> set[str]:
    """UUIDs as SQLite keeps them."""
    return {UUID(key).hex for key in ids}
