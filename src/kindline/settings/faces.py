"""The faces a process can wear: which apps, URLs, middleware and databases each has, and nothing it must not have."""

from dataclasses import dataclass

STAFF_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
CORE_APPS = [
    "kindline.kernel.people",
    "kindline.kernel.mandate",
    "kindline.kernel.audit",
    "kindline.kernel.procedure",
    "kindline.kernel.directory",
    "kindline.kernel.outbox",
    "kindline.kernel.register",
    "kindline.kernel.welfare",
    "kindline.kernel.partners",
    "kindline.kernel.figures",
    "kindline.kernel.contacts",
    "kindline.kernel.rota",
    "kindline.kernel.binder",
    "kindline.services.missing",
    "kindline.services.missing.publishing",
    "kindline.services.missing.referring",
    "kindline.services.hotline",
    "kindline.services.hotline.assessment",
]
INTAKE_APPS = ["kindline.services.hotline.intake", "kindline.services.missing.public"]
# First: its pages for sign-in stand before those that allauth brings.
UI_APPS = ["kindline.faces.ui", "django.contrib.staticfiles"]

SITE_MIDDLEWARE = [
    "kindline.faces.ui.headers.StrictHeaders",
    "kindline.faces.ui.body.FormsOnly",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
STAFF_MIDDLEWARE = [
    "kindline.faces.ui.headers.StrictHeaders",
    "kindline.faces.ui.body.FormsOnly",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kindline.faces.ui.language.StaffLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kindline.faces.ui.staff.StaffDoor",
]
API_MIDDLEWARE = [
    "kindline.faces.ui.headers.StrictHeaders",
    "kindline.faces.api.doors.spoken.Spoken",
    "kindline.faces.api.doors.bounded.Bounded",
    "kindline.faces.api.doors.signed.Signed",
    "kindline.faces.api.doors.paced.Paced",
    "kindline.faces.api.doors.once.Once",
]
STAFF_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]


@dataclass(frozen=True)
class Face:
    """One kind of process."""

    name: str
    apps: list[str]
    databases: tuple[str, ...]
    urls: str
    middleware: list[str]
    context_processors: list[str]


FACES = {
    face.name: face
    for face in (
        Face(
            "site",
            INTAKE_APPS + UI_APPS + ["kindline.faces.site"],
            ("intake",),
            "kindline.faces.site.urls",
            SITE_MIDDLEWARE,
            ["django.template.context_processors.request"],
        ),
        Face(
            "desk",
            UI_APPS + STAFF_APPS + CORE_APPS + INTAKE_APPS + ["kindline.faces.desk"],
            ("core", "intake"),
            "kindline.faces.desk.urls",
            STAFF_MIDDLEWARE,
            STAFF_CONTEXT,
        ),
        Face(
            "portal",
            UI_APPS + STAFF_APPS + CORE_APPS + ["kindline.faces.portal"],
            ("core",),
            "kindline.faces.portal.urls",
            STAFF_MIDDLEWARE,
            STAFF_CONTEXT,
        ),
        # No session and no sign-in: the two Django apps are there because the table of people is in this database.
        Face(
            "api",
            ["django.contrib.contenttypes", "django.contrib.auth", *CORE_APPS, *INTAKE_APPS, "kindline.faces.api"],
            ("core", "intake"),
            "kindline.faces.api.urls",
            API_MIDDLEWARE,
            [],
        ),
        Face(
            "worker",
            UI_APPS + STAFF_APPS + CORE_APPS + INTAKE_APPS + ["kindline.channels"],
            ("core", "intake"),
            "kindline.faces.ui.urls",
            # It answers no request; allauth refuses to be loaded without its middleware.
            STAFF_MIDDLEWARE,
            STAFF_CONTEXT,
        ),
        # Reads what strangers mail: no key, no page, no way out of the house.
        Face(
            "mailroom",
            UI_APPS + STAFF_APPS + CORE_APPS + ["kindline.channels"],
            ("core",),
            "kindline.faces.ui.urls",
            STAFF_MIDDLEWARE,
            STAFF_CONTEXT,
        ),
        # Migrations and tests only: no process serves with it.
        Face(
            "all",
            UI_APPS
            + STAFF_APPS
            + CORE_APPS
            + INTAKE_APPS
            + ["kindline.channels", "kindline.faces.site", "kindline.faces.desk", "kindline.faces.portal"]
            + ["kindline.faces.api"],
            ("core", "intake"),
            "kindline.faces.ui.urls",
            STAFF_MIDDLEWARE,
            STAFF_CONTEXT,
        ),
    )
}
