"""A person who reports: answers one page after the other, from the first page of the site to the receipt code."""

import re
from dataclasses import dataclass, field

from kindline.faces.outside.browser import Browser, Page

START = re.compile(r'<a class="go" href="([^"]*)"')
CODE = re.compile(r'<p class="code"[^>]*>([0-9A-Z ]{34})</p>')
MOST_PAGES = 15


class NotTaken(Exception):
    """The site did not take what was typed; `page` says what to mend."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"answered with {page.status}")
        self.page = page


@dataclass(frozen=True)
class Said:
    """What a person answers."""

    addresses: str = field(repr=False, default="")
    danger: str = "no"
    door: str = "images"
    seen: str = "web"
    when: str = field(repr=False, default="")
    how: str = field(repr=False, default="")
    account: str = field(repr=False, default="")
    identity: str = field(repr=False, default="")

    def on(self, at: str) -> dict[str, str]:
        """The fields of the page called `at`."""
        reach = "contact" if self.identity else "unknown"
        return {
            "danger": {"danger": self.danger},
            "doors": {"door": self.door},
            "seen": {"seen": self.seen},
            "where": {"where": self.addresses},
            "more": {"when": self.when, "how": self.how, "account": self.account},
            "contact": {"reach": reach, "identity": self.identity},
        }.get(at, {})


def fill_in(browser: Browser, said: Said, *, language: str) -> Page:
    """The last page before sending: everything is answered, nothing is filed yet. NotTaken when a page refuses."""
    page = browser.get(f"/{language}/")
    start = START.search(page.text)
    if start is None:
        raise NotTaken(page)
    page = browser.get(start[1])
    for _ in range(MOST_PAGES):
        if page.status != 200 or page.hidden.get("at") == "check":
            break
        page = press(browser, page, said)
    if page.hidden.get("at") != "check" or page.status != 200:
        raise NotTaken(page)
    return page


def press(browser: Browser, page: Page, said: Said) -> Page:
    """The page that follows the button of this one."""
    return browser.post(page.action, page.hidden | said.on(page.hidden["at"]))


def send(browser: Browser, page: Page) -> str:
    """Sends the checked report; its receipt code, or NotTaken. Sending the same page again gives the same code."""
    sent = browser.post(page.action, page.hidden)
    code = CODE.search(sent.text)
    if code is None:
        raise NotTaken(sent)
    return code[1]
