"""Words for the codes that the desk shows. A code without words is shown as it is, never hidden."""

from typing import Any

from django.utils.translation import gettext_lazy as _

QUEUES = {
    "late": (_("Hand-over late"), _("These envelopes have no acknowledgement from the police in time.")),
    "sealed": (_("Sealed, at the police"), _("On their way to the police or there, not yet acknowledged.")),
    "verdict": (_("Verdict awaited"), _("The police have them and have not yet judged every address.")),
    "release": (_("Release awaited"), _("Judged; the police have not yet said that we may act.")),
    "held": (_("Held by the police"), _("Nothing leaves, nothing is looked up, nothing shows outside.")),
    "routing": (_("Released, being routed"), _("The worker is finding out where they are hosted.")),
    "routed": (_("Routed, at work"), _("With the authorities, a provider or a person.")),
    "watching": (_("Watching for return"), _("Said to be gone, or silent; looked up again until that is sure.")),
}
# The same queues where licensed analysts assess.
ASSESSED_HERE = QUEUES | {
    "late": (_("Hand-over late"), _("No analyst has taken these envelopes in time.")),
    "sealed": (_("Sealed, for the analysts"), _("Nobody has opened them yet.")),
    "verdict": (_("Verdict awaited"), _("An analyst has opened them; not every address is judged yet.")),
    "release": (_("Release awaited"), _("Judged; nobody has said yet that we may act.")),
}
TASKS = {
    "confirm_mailbox": (
        _("First-time mailboxes"),
        _("Telephone the provider, on a number you found yourself: does this mailbox reach its abuse desk?"),
    ),
    "route_person": (
        _("Routes that need a person"),
        _("No source decides alone. Choose the route and say why; the worker carries it out."),
    ),
    "escalate_person": (
        _("Nobody answered"),
        _("The time is over. Remind once more, hand it to the police, or close it with a reason."),
    ),
    "dead_parcel": (_("Dead letters"), _("A parcel could not be delivered. Try it anew or end it.")),
    "reconcile": (_("To reconcile"), _("Compare with the list of the police and settle the difference.")),
    "opinions_differ": (
        _("Two opinions that differ"),
        _("Two analysts judged the same address differently. You see what was said, and not who said it."),
    ),
    "transfer_member": (
        _("To a member hotline"),
        _("Enter it at the hosting country's hotline, and bring back the reference number they give."),
    ),
    "key_expires": (
        _("Keys that end"),
        _("A key of a recipient ends soon. A new one must be signed into the mandate."),
    ),
    "certificate": (
        _("Certificates for sealed mail"),
        _("This provider's certificate cannot be used or ends soon. Ask for a new one; until then it picks up."),
    ),
}
DECISIONS = {
    "home": _("Hosted at home: refer it, and ask the provider"),
    "abroad": _("Hosted abroad: transfer dossier to the police"),
    "police": _("Hand it to the police"),
    "look_up": _("Look up the full name: its owner may learn that somebody looked"),
    "confirmed": _("Confirmed: this mailbox reaches their abuse desk"),
    "blocked": _("Do not write to this mailbox"),
    "remind": _("Remind once more"),
    "close": _("Close it"),
    "retry": _("Try it anew"),
    "give_up": _("End it; it will not be sent"),
    "settled": _("Settled with the police"),
    "seen": _("Seen; a new key is on its way"),
    "first": _("The first opinion counts"),
    "second": _("The second opinion counts"),
    "third": _("The third opinion counts"),
    "third_look": _("A third analyst looks"),
}
CLOCKS = {
    "handover": _("hand-over"),
    "handover_ack": _("acknowledgement of the hand-over"),
    "handover_ack_urgent": _("acknowledgement of the hand-over, urgent"),
    "verdict": _("verdict"),
    "release": _("release"),
    "hold_review": _("review of the hold"),
    "route_person": _("a person's route"),
    "referral_ack": _("acknowledgement of the dossier"),
    "transfer_record": _("record of the transfer"),
    "notice_ack": _("provider's acknowledgement"),
    "notice_action": _("provider's action"),
    "confirm_mailbox": _("confirmation of the mailbox"),
    "watch": _("next look"),
    "member_transfer": _("transfer to the member hotline"),
    "member_answer": _("the member hotline's answer"),
}
FOLLOWS = {
    "ring_duty": _("then the duty officer is rung"),
    "remind_police": _("then the police are reminded"),
    "remind_assessor": _("then whoever is to judge is reminded"),
    "end_exercise": _("then the exercise ends for it"),
    "reconcile": _("then it goes on the list both sides compare"),
    "refer_to_police": _("then the police get it"),
    "remind_provider": _("then the provider is reminded"),
    "escalate_person": _("then a person decides"),
    "recheck": _("then it is looked up again"),
}
STATES = {
    "received": _("received"),
    "handed_over": _("handed over"),
    "acknowledged": _("acknowledged"),
    "closed": _("closed"),
    "sealed": _("sealed"),
    "awaiting_release": _("release awaited"),
    "held": _("held"),
    "released": _("released"),
    "routed": _("routed"),
    "watching": _("watching"),
    "waiting": _("waiting to leave"),
    "offered": _("ready to be fetched"),
    "delivered": _("fetched"),
    "expired": _("ended by its time"),
    "dead": _("undeliverable"),
    "cancelled": _("cancelled"),
    "kept": _("kept in the tray: an exercise"),
    "prepared": _("prepared"),
    "confirmed": _("mailbox confirmed"),
    "announced": _("announced"),
    "picked_up": _("picked up"),
    "acted": _("acted upon"),
    "withdrawn": _("withdrawn"),
    "unverified": _("not yet confirmed"),
    "verified": _("confirmed"),
    "blocked": _("blocked"),
}
MOVES = {
    "hand_over": _("Handed over"),
    "acknowledge": _("Acknowledged"),
    "close": _("Closed"),
    "reopen": _("Opened again"),
    "judge": _("Judged: abuse material"),
    "dismiss": _("Ended by verdict"),
    "hold": _("Held"),
    "lift": _("Hold lifted"),
    "release": _("Released"),
    "route": _("Routed"),
    "watch": _("Watched"),
    "resume": _("Hold lifted, goes on"),
    "return": _("It is back"),
    "reconsider": _("Judged anew"),
}
SEEN = {
    "web": _("web page"),
    "host": _("storage site"),
    "forum": _("forum"),
    "social": _("social medium"),
    "messenger": _("messenger"),
    "mail": _("e-mail"),
    "newsgroup": _("newsgroup"),
    "p2p": _("file sharing"),
    "app": _("app or game"),
    "onion": _("hidden site"),
    "other": _("something else"),
}
CHANNELS = {"public form": _("public form")}
VERDICTS = {
    "abuse_material": _("abuse material"),
    "not_illegal": _("not illegal"),
    "cannot_tell": _("cannot be told"),
    "already_gone": _("already gone"),
    "duplicate": _("already with them"),
    "no_feedback": _("no feedback, by agreement"),
}
CLASSIFICATIONS = {"baseline": _("illegal everywhere"), "national": _("illegal under our law")}
INSTRUCTIONS = {
    "wait": _("wait for release"),
    "act_now": _("act now"),
    "preserve_first": _("preserve first"),
    "hold": _("hold until review"),
    "never_notify": _("never tell the host"),
}
WAYS = {"iccam": _("ICCAM"), "mail": _("encrypted mail"), "other": _("another way")}
OUTCOMES = {
    "removed": _("removed"),
    "investigating": _("they are looking into it"),
    "no_action": _("they do nothing about it"),
}
SOURCES = {
    "iccam": _("the network's system, as a public program shows it"),
    "network": _("the network's public list, as generally known"),
}
ACTIONS = {
    "removed": _("removed"),
    "secured": _("secured"),
    "moved": _("moved"),
    "refused": _("refused"),
    "not_found": _("not found"),
}
FACTS = {
    "dossier": _("Dossier"),
    "number": _("Number"),
    "provider": _("Provider"),
    "mailbox": _("Mailbox"),
    "source": _("Known from"),
    "why": _("Why"),
    "route": _("Route so far"),
    "place": _("Place"),
    "country": _("Country"),
    "confidence": _("Confidence"),
    "reasons": _("Reasons"),
    "pack": _("Tables used"),
    "report": _("Report"),
    "notice": _("Notice"),
    "authority": _("Authority"),
    "role": _("Key"),
    "not_after": _("Ends on"),
    "kind": _("Kind"),
    "recipient": _("Recipient"),
    "attempts": _("Attempts"),
    "state": _("State"),
    "opinion_1": _("First opinion"),
    "opinion_2": _("Second opinion"),
    "opinion_3": _("Third opinion"),
    "opinions": _("Opinions"),
}
WHY = CLOCKS | {
    "mailbox_blocked": _("their mailbox must not be written to"),
    "no_provider_known": _("no source names a provider with a mailbox"),
    "member_no_action": _("the member hotline does nothing about it"),
    "member_unreachable": _("it cannot be passed to the member hotline"),
    "provider_silent": _("the provider does not answer"),
    "refused": _("the provider refused"),
    "routing_failed": _("no route could be found"),
    "several": _("answers in several countries"),
    "disagreement": _("sources disagree"),
    "hidden": _("hidden behind a proxy"),
    "unknown_network": _("the network is in no table"),
    "not_valid_today": _("the certificate is not valid today"),
    "another_mailbox": _("the certificate is for another mailbox"),
    "key_not_rsa_2048": _("the certificate's key cannot be sealed to"),
    "not_for_mail": _("the certificate is not for mail"),
    "not_one_certificate": _("this is not one certificate in PEM"),
    "ends_soon": _("the certificate ends soon"),
    "high_entropy_host": _("the full name was not looked up: it may have been made for one visitor"),
}
UNVEILING = {
    "answer": _("to answer it"),
    "check": _("to check an answer"),
    "supervise": _("to supervise"),
}
HITS = {
    "report": _("report"),
    "parcel": _("parcel"),
    "notice": _("notice"),
    "dossier": _("dossier"),
    "provider": _("provider"),
}
WORDS = {
    "hit": HITS,
    "decision": DECISIONS,
    "clock": CLOCKS,
    "follows": FOLLOWS,
    "state": STATES,
    "move": MOVES,
    "seen": SEEN,
    "channel": CHANNELS,
    "verdict": VERDICTS,
    "classification": CLASSIFICATIONS,
    "instruction": INSTRUCTIONS,
    "action": ACTIONS,
    "way": WAYS,
    "outcome": OUTCOMES,
    "source": SOURCES,
    "fact": FACTS,
    "why": WHY,
}


def words(code: str, kind: str) -> Any:
    """The words for a code, or the code itself."""
    return WORDS[kind].get(code, code)


def queue(name: str, *, assessed_here: bool) -> tuple[Any, Any]:
    """The title and the hint of a queue of envelopes, under the mandate in force."""
    return (ASSESSED_HERE if assessed_here else QUEUES)[name]
