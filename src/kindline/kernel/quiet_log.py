"""Log lines that name events and never carry what a person wrote.

An exception is logged by its type and the places in our code it passed, without its message: messages quote values,
and a value may be a reported address (P1, P11).
"""

import logging
import traceback


class PlainFormatter(logging.Formatter):
    """`time level logger event` on one line, an exception as type and places only."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = " < ".join(
                f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace))
            )
            record = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None})
            record.msg, record.args = f"{record.name} failed with {kind.__name__ if kind else '?'} at {places}", ()
        elif record.name.startswith("django.request"):
            # Django puts the path into this message; a path is harmless here but a query may not be.
            record = logging.makeLogRecord(record.__dict__)
            record.msg, record.args = "request answered with %s", (getattr(record, "status_code", "?"),)
        return super().format(record)
