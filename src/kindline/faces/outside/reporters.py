"""The reporters: each walks the site's pages as a browser without script does, several at once.

They keep their codes; with these they come back at the end, and what the site shows them then is what is counted.
"""

import html
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from kindline.faces.outside import ledger, script
from kindline.faces.outside.acting import act, progress
from kindline.faces.outside.browser import Browser, Page
from kindline.faces.outside.reporter import CODE, START, NotTaken, Said, press
from kindline.faces.outside.stage import Stage

CODE_PAGE = "/{}/code"
STAGES = ("received", "handed_over", "closed")
ERRORS = re.compile(r'<div class="errors".*?</div>', re.DOTALL)
TAGS = re.compile(r"<[^>]*>")
HELD = re.compile(r'name="held" value="([^"]*)"')
DONE = re.compile(r'<li class="done">')
REPLY = re.compile(r'<div class="note"><p class="hint">')
MOST_PAGES = 20


class Lost(Exception):
    """The site gave neither the next page nor a reason."""


class Reporters:
    """All of them, `clients` at a time, each on a connection of their own."""

    def __init__(self, stage: Stage, *, clients: int = 6) -> None:
        self.stage, self.clients, self.local = stage, clients, threading.local()
        self.receipts = ledger.Ledger(stage, "reporters/receipts")
        self.refusals = ledger.Ledger(stage, "reporters/refusals")
        self.visits = ledger.Ledger(stage, "reporters/visits")

    def file(self, limit: int | None = None) -> dict[str, int]:
        """File everything; returns how many receipts, refusals and pages sent once more there were."""
        counts = {"filed": 0, "gave_up": 0, "refused": 0, "again": 0}
        with ThreadPoolExecutor(self.clients) as pool:
            for done, filed in enumerate(pool.map(self._file, script.rows(limit)), start=1):
                for name, number in filed.items():
                    counts[name] += number
                if done % 5 == 0:
                    progress(done)
        return counts

    def visit(self, writing: bool = False) -> dict[str, int]:
        """Everybody comes back with the code; some also write. Returns how many see which stage."""
        texts = {row.id: row for row in script.rows()}
        seen = dict.fromkeys((*STAGES, "unknown", "answered"), 0)
        receipts = ledger.read(self.stage, "reporters/receipts")
        with ThreadPoolExecutor(self.clients) as pool:
            for stage, replies in pool.map(lambda r: self._visit(r, texts[r["row"]], writing), receipts):
                seen[stage] += 1
                seen["answered"] += bool(replies)
        return seen

    def _browser(self) -> Browser:
        if not hasattr(self.local, "browser"):
            self.local.browser = Browser("127.0.0.1", self.stage.ports()["site"])
        browser: Browser = self.local.browser
        return browser

    def _file(self, row: script.Row) -> dict[str, int]:
        walk = Walk(self._browser(), row)
        sent = walk.to_the_end()
        for reason in walk.refused:
            self.refusals.write(row=row.id, situation=row.situation, does=row.site, said=reason)
        if sent is None:
            return {"gave_up": 1, "refused": len(walk.refused)}
        code = _code(sent)
        # Some answers are lost on their way: the page is sent once more, and the code must be the same.
        if row.again and _code(walk.send_again()) != code:
            raise Lost(f"{row.id}: another code for the same page")
        texts = [row.account, row.contact, row.how]
        self.receipts.write(row=row.id, language=row.language, code=code, addresses=walk.given, texts=texts)
        return {"filed": 1, "refused": len(walk.refused), "again": int(row.again)}

    def _visit(self, receipt: dict[str, Any], row: script.Row, writing: bool) -> tuple[str, int]:
        browser, start = self._browser(), CODE_PAGE.format(receipt["language"])
        path = browser.get(start).action
        opened = browser.post(path, {"code": receipt["code"]})
        held = HELD.search(opened.text)
        stage = STAGES[len(DONE.findall(opened.text)) - 1] if opened.status == 200 and held else "unknown"
        replies = len(REPLY.findall(opened.text))
        letters = [("add", row.addition), ("ask", row.question)] if writing and held else []
        written = [(kind, text) for kind, text in letters if text]
        for kind, text in written:
            fields = {"held": html.unescape(held[1]) if held else "", "letter": kind, f"{kind}-text": text}
            if browser.post(path, fields).status != 200:
                raise Lost(f"{row.id}: {kind} was not taken")
        self.visits.write(row=row.id, stage=stage, wrote=written, replies=replies)
        return stage, replies


class Walk:
    """One reporter's way from the first question to the code."""

    def __init__(self, browser: Browser, row: script.Row) -> None:
        self.browser, self.row, self.given = browser, row, list(row.addresses)
        self.refused: list[str] = []
        self.last: tuple[str, dict[str, str]] = ("", {})

    def to_the_end(self) -> Page | None:
        """The page with the code; None for who gave up."""
        page = self.browser.get(f"/{self.row.language}/")
        begin = START.search(page.text)
        if begin is None:
            raise NotTaken(page)
        page = self.browser.get(begin[1])
        for _ in range(MOST_PAGES):
            if CODE.search(page.text):
                return page
            if page.status not in (200, 422):
                raise Lost(f"{self.row.id}: status {page.status}")
            if page.status == 422 and not self._mend(page):
                return None
            page = self._go_on(page)
        raise Lost(f"{self.row.id}: no end")

    def send_again(self) -> Page:
        return self.browser.post(*self.last)

    def _go_on(self, page: Page) -> Page:
        row = self.row
        said = Said(
            addresses="\n".join(self.given),
            danger=row.danger,
            seen=row.seen,
            when=row.when,
            how=row.how,
            account=row.account,
            identity=row.contact,
        )
        self.last = (page.action, page.hidden)
        if page.status == 422 and row.site == "sends as it is":
            return self.browser.post(page.action, page.hidden | said.on("where") | {"as_is": "on"})
        return press(self.browser, page, said)

    def _mend(self, page: Page) -> bool:
        """What a reporter does whose lines were refused; False when they give up."""
        found = ERRORS.search(page.text)
        self.refused.append(" ".join(html.unescape(TAGS.sub(" ", found[0])).split()) if found else "")
        if self.row.site == "drops the line" and len(self.given) > 1:
            self.given.pop()
            return True
        if self.row.site == "sends as it is" and 'name="as_is"' in page.text and len(self.refused) == 1:
            return True
        if self.row.site == "gives up":
            return False
        raise Lost(f"{self.row.id}: refused: {self.refused[-1]}")


def _code(page: Page) -> str:
    found = CODE.search(page.text)
    if found is None:
        raise NotTaken(page)
    return "-".join(found[1].split())


def main(stage: Stage) -> None:
    reporters = Reporters(stage)
    act({"file": reporters.file, "visit": reporters.visit})


if __name__ == "__main__":
    main(Stage(Path(sys.argv[1])))
