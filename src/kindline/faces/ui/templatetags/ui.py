"""Parts of a page: a field, the errors above it, a masked address, lateness in words, the line."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kindline.kernel import clock

register = template.Library()


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label, its hint and its error; choices become cards."""
    return {"field": bound, "many": getattr(bound.field.widget, "input_type", "") in ("radio", "checkbox")}


@register.inclusion_tag("ui/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What to mend, each a link to its field; nothing when all is well."""
    return {"form": form, "fields": [bound for bound in form if bound.errors] if form.errors else []}


@register.inclusion_tag("ui/way.html")
def way(steps: Any) -> dict[str, Any]:
    """The line: steps with `title`, `note` and `done`; the first that is not done is where we are."""
    return {"steps": steps}


@register.filter
def masked(address: object) -> str:
    """An address that nobody can follow, read or copy by accident: `hxxps://e•••[.]test/…`."""
    text = str(address)
    scheme, mark, rest = text.partition("://")
    if not mark:
        return text[:1] + "•••" if text else ""
    host, slash, _path = rest.partition("/")
    host = host.rpartition("@")[2].partition("?")[0]
    name, dot, suffix = host.rpartition(".")
    shown = f"{name[:1]}•••[.]{suffix}" if dot and not suffix[:1].isdigit() else "•••"
    return f"{scheme.replace('t', 'x')}://{shown}" + ("/…" if slash else "")


@register.filter
def late(due: datetime | None) -> str:
    """How far over, or how long still, in words: lateness is never a colour alone."""
    if due is None:
        return ""
    rest = due - clock.now()
    words = span(abs(rest))
    return _("%(time)s over") % {"time": words} if rest < timedelta() else _("in %(time)s") % {"time": words}


@register.filter
def is_late(due: datetime | None) -> bool:
    return due is not None and due < clock.now()


@register.filter
def span(length: timedelta) -> str:
    """A length of time as a tired person says it: `40 min`, `2 h`, `3 days`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
