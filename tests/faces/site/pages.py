"""A page as a browser without script reads it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Title, visible text, the form's address and its hidden fields, and what stands in each field."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.action, self.text, self.lang = "", "", "", ""
        self.hidden: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.checked: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self._in: list[str] = []
        self._area = ""
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "form" and not self.action:
            self.action = given["action"]
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "input":
            self._input(given)
        if tag == "textarea":
            self._area = given.get("name", "")
            self.values[self._area] = ""
        if tag in ("title", "style", "textarea"):
            self._in.append(tag)

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind == "hidden":
            self.hidden.setdefault(name, given.get("value", ""))
        elif kind == "text":
            self.values[name] = given.get("value", "")
        elif "checked" in given:
            self.checked.add(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._in and tag == self._in[-1]:
            self._in.pop()
        if tag == "textarea":
            # A browser leaves out the line break right after the tag, as the HTML standard says.
            self.values[self._area] = self.values[self._area].removeprefix("\r").removeprefix("\n")

    def handle_data(self, data: str) -> None:
        if "title" in self._in:
            self.title += data
        elif "textarea" in self._in:
            self.values[self._area] += data
        else:
            self.text += data
