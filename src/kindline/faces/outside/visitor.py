"""A browser with cookies for the doors that have a sign-in: reads every form of a page and presses its buttons."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException  # noqa: TID251 - the outside has ways of its own
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

MOST_REDIRECTS = 6
FORM, TOKEN = "application/x-www-form-urlencoded", "csrfmiddlewaretoken"


@dataclass
class Form:
    """One form: where it goes, what it holds by itself, and the names a person fills."""

    action: str
    held: dict[str, str] = field(default_factory=dict, repr=False)
    names: list[str] = field(default_factory=list)


class Sheet(HTMLParser):
    """One page: status, forms, links, and what is shown as a code."""

    def __init__(self, status: int, html: str, *, at: str) -> None:
        super().__init__()
        self.status, self.at, self.html = status, at, html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.codes: list[str] = []
        self.text = ""
        self._quiet, self._code = "", ""
        self.feed(html)

    def form(self, *names: str) -> Form:
        """The form that asks for these."""
        return next(form for form in self.forms if set(names) <= {*form.names, *form.held})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._quiet = tag
        if "code" in given.get("class", "").split() and tag != "input":
            self._code = tag
            self.codes.append("")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif self.forms and given.get("name") and tag in ("input", "textarea", "select", "button"):
            if given.get("type") == "hidden":
                self.forms[-1].held.setdefault(given["name"], given.get("value", ""))
            else:
                self.forms[-1].names.append(given["name"])

    def handle_endtag(self, tag: str) -> None:
        self._quiet = "" if tag == self._quiet else self._quiet
        self._code = "" if tag == self._code else self._code

    def handle_data(self, data: str) -> None:
        if self._code:
            self.codes[-1] += data
        if not self._quiet:
            self.text += data


class Visitor:
    """One person at one door."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.base, self.where = base, (parts.hostname or "", parts.port or 80)
        self.jar: dict[str, str] = {}
        self._line: HTTPConnection | None = None

    def get(self, path: str) -> Sheet:
        return self._follow("GET", path, None)

    def send(self, sheet: Sheet, form: Form, fields: dict[str, str]) -> Sheet:
        """Press the form's button; redirects are followed as a browser would."""
        return self._follow("POST", urljoin(sheet.at, form.action), urlencode(form.held | fields))

    def script(self, sheet: Sheet, path: str, body: bytes | str, *, kind: str = FORM) -> tuple[int, dict[str, Any]]:
        """What the page's script sends and is told: a body out, JSON in, with the page's token; no redirect."""
        held = (form.held for form in sheet.forms if TOKEN in form.held)
        extra = {"Content-Type": kind, "Accept": "application/json", "X-CSRFToken": next(held)[TOKEN]}
        status, text, _ = self._ask("POST", path, body, extra)
        return status, json.loads(text) if text.startswith("{") else {}

    def _follow(self, method: str, path: str, body: str | None) -> Sheet:
        for _ in range(MOST_REDIRECTS):
            status, text, location = self._ask(method, path, body)
            if status not in (301, 302, 303):
                return Sheet(status, text, at=path)
            method, path, body = "GET", urljoin(path, location), None
        raise HTTPException(f"too many redirects from {path}")

    def _ask(
        self, method: str, path: str, body: bytes | str | None, extra: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        headers = {"Origin": self.base, "Referer": f"{self.base}/", "Accept-Language": "en"}
        if body is not None:
            headers["Content-Type"] = FORM
        if self.jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        headers |= extra or {}
        return self._again(lambda line: line.request(method, urljoin(self.base, path)[len(self.base) :], body, headers))

    def _again(self, request: Callable[[HTTPConnection], None]) -> tuple[int, str, str]:
        try:
            return self._once(request)
        except (OSError, HTTPException):
            # A connection that rested may have been closed by the other side.
            self._line = None
            return self._once(request)

    def _once(self, request: Callable[[HTTPConnection], None]) -> tuple[int, str, str]:
        self._line = self._line or HTTPConnection(*self.where, timeout=60)
        request(self._line)
        response = self._line.getresponse()
        text = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.jar[name.strip()] = value.strip()
        return response.status, text, response.getheader("Location") or ""
