"""Words for codes, the sealed mark, the query string with one part changed."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.http import urlencode

from kindline.faces.desk import contact_words, phrases, search_words

register = template.Library()


@register.filter
def say(code: str, kind: str) -> Any:
    """The words for a code: `{{ row.state|say:"state" }}`."""
    return phrases.words(code, kind)


@register.filter
def topic(code: str) -> Any:
    """What a family was told about."""
    return search_words.TOPICS.get(code, "")


@register.filter
def of_contact(code: str, kind: str) -> Any:
    """The words for a code of a contact: `{{ contact.channel|of_contact:"channel" }}`."""
    return contact_words.words(code, kind)


@register.filter
def entry(value: str, field: str) -> Any:
    """What stands in a field of the contact book, its codes in words."""
    kinds = {"standing": "state", "way": "reach", "forwards_to_customer": "forwards"}
    return phrases.words(value, kinds[field]) if value and field in kinds else value


@register.filter
def key(dictionary: dict[str, Any], name: str) -> Any:
    return dictionary.get(name, "")


@register.filter
def sealed(number: object) -> str:
    """An envelope's name: what is inside is a row of blocks, for us too."""
    return f"▮▮▮▮ {number}"


@register.simple_tag
def part_query(period: str, by: str, value: str, only: str) -> str:
    """The query string of one number of a figure: its period and, for a part, what it is divided by."""
    parts = {"period": period, "by": by if by else "", "value": value, "only": only}
    return "?" + urlencode({name: text for name, text in parts.items() if text})


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some parts changed, empty ones dropped."""
    request: HttpRequest = context["request"]
    parts = request.GET.copy()
    for name, value in changes.items():
        parts.pop(name, None)
        if value not in ("", None):
            parts[name] = str(value)
    return "?" + parts.urlencode()
