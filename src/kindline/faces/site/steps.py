"""The way of a report through the site: one thing per page, in this order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kindline.faces.site import forms

Answers = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A page of the form: what it asks, how far along the line it stands, and where each answer leads."""

    page: str
    form: type[forms.StepForm]
    mark: int
    then: Callable[[Answers], str]

    @property
    def template(self) -> str:
        return f"site/report/{self.page}.html"

    def after(self, answers: Answers) -> str:
        """The next page. Who came back from the check to change one thing returns to the check.

        Whose earlier answers are gone is asked about danger first of all (P12).
        """
        following = self.then(answers)
        if FIRST not in answers:
            return FIRST
        back = answers.get("checked") and following in SKIPPED_WHEN_CHECKED
        return "check" if back else following


STEPS = {
    step.page: step
    for step in (
        Step("danger", forms.Danger, 1, lambda a: "doors" if a["danger"] == "no" else "help"),
        Step("help", forms.Nothing, 1, lambda a: "seen"),
        Step("doors", forms.Doors, 2, lambda a: "seen" if a["door"] == "images" else "door"),
        Step("door", forms.Nothing, 2, lambda a: "seen"),
        Step("seen", forms.Seen, 3, lambda a: "where"),
        Step("where", forms.Where, 4, lambda a: "readback" if a["where"] else "more"),
        Step("readback", forms.Nothing, 5, lambda a: "more"),
        Step("more", forms.More, 6, lambda a: "contact"),
        Step("contact", forms.Contact, 7, lambda a: "check"),
        Step("check", forms.Nothing, 7, lambda a: "sent"),
    )
}
FIRST = "danger"
USUALLY = {"danger": "doors", "doors": "seen", "where": "readback"}
SKIPPED_WHEN_CHECKED = frozenset({"seen", "where", "more", "contact"})


def target(page: str, answers: Answers) -> str:
    """Where a form's address points before its answer is known: the page that most readers meet next."""
    return USUALLY.get(page) or STEPS[page].then(answers)


def missing(answers: Answers) -> str | None:
    """The first page whose answer a report cannot go without, or None when it is whole."""
    if "danger" not in answers:
        return "danger"
    if answers["danger"] == "no" and answers.get("door") != "images":
        return "doors"
    if "seen" not in answers:
        return "seen"
    if not answers.get("where") and answers["danger"] == "no":
        return "where"
    return None if "reach" in answers else "contact"
