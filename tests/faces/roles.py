"""Who may open which address: the written matrix. An address that is missing here fails the walk (deny by default).

Visitors to a staff face: `anonymous`; `no_factor` (password, no second factor yet); `unproved` (has a second factor,
but this session only ever knew the password); `unsigned` (both, but no undertaking of secrecy); then one per role.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROLES = frozenset({"operator", "supervisor", "analyst", "counsellor", "officer", "installer"})
VISITORS = (
    "anonymous",
    "no_factor",
    "unproved",
    "unsigned",
    "operator",
    "supervisor",
    "analyst",
    "counsellor",
    "officer",
    "installer",
)

PUBLIC = frozenset(VISITORS)
SIGNED_IN = PUBLIC - {"anonymous"}
ENROLLING = SIGNED_IN - {"unproved"}
UNBOUND = ENROLLING - {"no_factor"}
SUPERVISOR = frozenset({"supervisor"})
CASEWORK = frozenset({"operator", "supervisor"})
SUPERVISOR = frozenset({"supervisor"})
ANALYST = frozenset({"analyst"})
COUNSELLOR = frozenset({"counsellor"})
HOTLINE = CASEWORK | {"installer"}
OFFICER = frozenset({"officer"})

# Where the door leads those it does not let in; a wrong role gets 403.
LEADS_TO = {"anonymous": "/sign-in/", "no_factor": "/second-factor/", "unproved": "/again/code/"}

SIGN_IN = {
    "welcome": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": ENROLLING,
    "mfa_activate_totp": ENROLLING,
    "mfa_list_webauthn": ENROLLING,
    "mfa_add_webauthn": ENROLLING,
    "mfa_view_recovery_codes": ENROLLING,
    "mfa_deactivate_totp": UNBOUND,
    "mfa_remove_webauthn": UNBOUND,
    "mfa_generate_recovery_codes": UNBOUND,
    "undertaking": UNBOUND,
}

DESK = SIGN_IN | {
    "home": HOTLINE | ANALYST | COUNSELLOR,
    "queue": CASEWORK,
    "export": CASEWORK,
    "envelope": CASEWORK,
    "questions": CASEWORK,
    "question": CASEWORK,
    "question_show": CASEWORK,
    "question_answer": CASEWORK,
    "tasks": HOTLINE,
    "task": HOTLINE,
    "notices": CASEWORK,
    "notice": CASEWORK,
    "late": CASEWORK,
    "reconciliations": CASEWORK,
    "monthly_lists": CASEWORK,
    "address": CASEWORK,
    "address_confirm": CASEWORK,
    "notice_heard": CASEWORK,
    "form": CASEWORK,
    "form_show": CASEWORK,
    "form_sent": CASEWORK,
    "providers": CASEWORK,
    "provider": CASEWORK,
    "provider_edit": SUPERVISOR,
    "providers_export": SUPERVISOR,
    "reply": CASEWORK,
    "reply_show": CASEWORK,
    "reply_keep": CASEWORK,
    "certificate": CASEWORK,
    "certificate_give": CASEWORK,
    "certificate_word": CASEWORK,
    "certificate_end": CASEWORK,
    "duty": CASEWORK,
    "ring_answer": CASEWORK,
    **dict.fromkeys(
        (
            "contacts",
            "contact_start",
            "contacts_ringing",
            "contact_sheet",
            "missing_files",
            "missing_file",
            "missing_keep",
            "missing_decide",
            "missing_end",
            "missing_reopen",
            "notes",
            "note",
            "note_write",
            "note_read",
            "contacts_find",
            "contacts_debrief",
            "contact",
            "contact_take",
            "contact_show",
            "contact_keep",
            "contact_end",
            "contact_belong",
        ),
        COUNSELLOR,
    ),
    **dict.fromkeys(
        (
            "missing_sightings",
            "missing_appeals",
            "missing_family",
            "missing_calls",
            "missing_links",
            "missing_referrals",
            "referral_said",
            "lines",
            "portrait_give",
            "alert_go_on",
            "sightings_of_nobody",
            "sighting_told",
            "call_decide",
            "call_pass_on",
            "relative_change",
            "relative_share",
            "relative_page",
            "link_agree",
            "missing_appeal",
            "appeal_agree",
            "appeal_withdraw",
            "appeal_publish",
            "appeal_end",
            "appeal_spot",
            "appeal_alert",
            "appeal_sheet",
            "takedowns",
            "spot_down",
            "portrait",
            "alert_file",
            "helpers",
        ),
        COUNSELLOR,
    ),
    "rota": COUNSELLOR | SUPERVISOR,
    **dict.fromkeys(("rota_plan", "rota_remove", "rota_skills"), SUPERVISOR),
    "find": CASEWORK,
    "find_address": CASEWORK,
    "find_answer": CASEWORK,
    "log": HOTLINE,
    "assessment": ANALYST,
    "assessment_script": ANALYST,
    "assessment_take": ANALYST,
    "assessment_open": ANALYST,
    "assessment_words": ANALYST,
    "assessment_copied": ANALYST,
    "assessment_answer": ANALYST,
    "assessment_back": ANALYST,
    "assessment_pass_on": ANALYST,
    "assessment_debrief": ANALYST,
    "assessment_lists": SUPERVISOR,
    "assessment_list_ask": SUPERVISOR,
    "assessment_list_agree": SUPERVISOR,
    "assessment_list_take": SUPERVISOR,
    "load": SUPERVISOR,
    "tray": HOTLINE | ANALYST,
    "members": CASEWORK | ANALYST,
    "member": CASEWORK | ANALYST,
    "member_script": ANALYST,
    "member_open": ANALYST,
    "member_reference": CASEWORK | ANALYST,
    "member_answer": CASEWORK | ANALYST,
    "countries": CASEWORK | ANALYST,
    "country": SUPERVISOR,
    "talk_done": SUPERVISOR | ANALYST | COUNSELLOR,
    "legal_holds": SUPERVISOR,
    "legal_hold": SUPERVISOR,
    "person_requests": SUPERVISOR,
    "person_request": SUPERVISOR,
    "disclosures": SUPERVISOR,
    "binder": SUPERVISOR,
    "binder_requirement": SUPERVISOR,
    "figures": SUPERVISOR,
    "figures_freeze": SUPERVISOR,
    "figure": SUPERVISOR,
    "figure_rows": SUPERVISOR,
    "figure_csv": SUPERVISOR,
}

PORTAL = SIGN_IN | {
    "waiting": OFFICER,
    "download": OFFICER,
    "opening": OFFICER,
    "answers": OFFICER,
    "reconciliation": OFFICER,
    "reconciliation_file": OFFICER,
    # For machines: an officer's signature in the body stands where a session would.
    "machine_parcels": PUBLIC,
    "machine_answers": PUBLIC,
    "opener": PUBLIC,
    "opener_file": PUBLIC,
    "opener_signature": PUBLIC,
    "opener_script": PUBLIC,
    "opener_style": PUBLIC,
    # For providers: code and second factor in the body.
    "pick_up_languages": PUBLIC,
    "genuine_languages": PUBLIC,
    "pick_up": PUBLIC,
    "pick_up_acknowledge": PUBLIC,
    "pick_up_act": PUBLIC,
    "genuine": PUBLIC,
}

# Every page of the site is for everybody, in each language, without any sign-in.
SITE = dict.fromkeys(
    ("languages", "home", "leave", "code", "mailbox", "danger", "help", "doors", "door", "seen", "where", "readback",
     "more", "contact", "check", "sent", "after", "you", "punishable", "abroad", "privacy", "picture", "worried",
     "missing", "witness", "witness_of", "family", "appeal", "portrait", "feed", "module", "module_json"),
    PUBLIC,
)  # fmt: skip

# The API lets nobody in but partners, by kind; `stranger` is whoever signs nothing.
PARTNERS = ("stranger", "authority", "provider", "member", "site")
API = {
    "openapi": frozenset(PARTNERS),
    "me": frozenset(PARTNERS[1:]),
    "parcels": frozenset({"authority"}),
    "fetch_parcels": frozenset({"authority"}),
    "police_answers": frozenset({"authority"}),
    "notices": frozenset({"provider"}),
    "fetch_notice": frozenset({"provider"}),
    "acknowledge_notice": frozenset({"provider"}),
    "notice_actions": frozenset({"provider"}),
    "referrals": frozenset({"member"}),
    "fetch_referral": frozenset({"member"}),
    "acknowledge_referral": frozenset({"member"}),
    "referral_outcome": frozenset({"member"}),
    "mandate": frozenset({"member", "site"}),
    "reports": frozenset({"member", "site"}),
    # Telephone exchanges sign otherwise: no partner comes in here.
    "calls": frozenset(),
}

MATRIX = {"site": SITE, "desk": DESK, "portal": PORTAL}


class Beyond:
    """The last in the row: answers for every view, so that a walk changes nothing and 299 means “the door was open”."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse:
        return HttpResponse("let in", status=299)
