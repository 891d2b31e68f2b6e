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
    "read_reply": (
        _("Answers to read"),
        _("A provider wrote about a notice. Read it, and record what it says line by line."),
    ),
    "fill_form": (
        _("Forms to fill in"),
        _("This provider takes requests only through its own form. Paste the text there and bring back the reference."),
    ),
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
    "reconcile_answer": _("their monthly list"),
    "return_watch": _("watch for return"),
    "return_soon": _("next look for a return"),
    "return_later": _("next look for a return"),
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
    "look_for_return": _("then it is looked up again"),
    "end_return_watch": _("then nobody looks any more"),
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
ENDS = VERDICTS | {
    "removed_stated": _("removed, says the provider"),
    "not_found_stated": _("not found, says the provider"),
    "moved_stated": _("moved away, says the provider"),
    "gone_name_silent": _("its name no longer answers"),
    "removed_police": _("removed, say the police"),
    "removed_member": _("removed, says the member hotline"),
    "confirmed_police": _("gone, say the police"),
    "confirmed_member": _("gone, says a member hotline"),
    "confirmed_station": _("gone, says an outside station"),
    "police_no_action": _("no action, say the police"),
    "transferred": _("transferred abroad by the police"),
    "with_police": _("with the police"),
    "closed_by_person": _("closed by a person, with a reason"),
}
GRADES = {
    "stated": _("stated by the provider"),
    "confirmed": _("confirmed"),
    "name_silent": _("name silent"),
}
CONFIRMERS = {
    "police": _("the police"),
    "member": _("a member hotline"),
    "station": _("an outside station that may look"),
}
CONFIRMING_FAULTS = {
    "source": _("Choose who confirmed it."),
    "said_by": _("Name the office or the station."),
    "day": _("Give the day, from the report's own day until today."),
    "state": _("It is held, not followed yet, or ended otherwise: nothing can be confirmed now."),
}
PROPOSALS = {
    "authority": _("The national authority"),
    "network": _("Another network that carries it"),
    "platform": _("The platform by its name"),
    "proxy": _("A proxy, through its channel for the police"),
    "registrar": _("The registrar of its name, whom the police find at the registry and who may tell its customer"),
}
CLASSIFICATIONS = {"baseline": _("illegal everywhere"), "national": _("illegal under our law")}
INSTRUCTIONS = {
    "wait": _("wait for release"),
    "act_now": _("act now"),
    "preserve_first": _("preserve first"),
    "hold": _("hold until review"),
    "never_notify": _("never tell the host"),
}
PARCELS = {
    "handover": _("report"),
    "addition": _("addition to a report"),
    "dossier": _("dossier"),
    "notice": _("letter that announces a notice"),
    "reminder": _("reminder"),
    "ring": _("call to the duty officer"),
}
CARRIERS = {"pickup": _("ready to be fetched"), "mail": _("mail"), "webhook": _("message to a telephone")}
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
    "month": _("Month"),
    "count": _("How many"),
    "reported_days": _("Days since the report"),
    "looked_up_days": _("Days since the last look-up"),
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
    "not_on_their_list": _("handed over, and not on their monthly list"),
    "not_on_our_list": _("on their monthly list, and never handed over"),
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
READING = {
    "record": _("to record what it says"),
    "check": _("to check what was recorded"),
    "supervise": _("to supervise"),
}
REPLIES = {
    "words": _("a mail that somebody wrote"),
    "automatic": _("an automatic answer"),
    "failed": _("returned as undeliverable"),
    "delayed": _("delayed on its way"),
    "relayed": _("arrived, says their server"),
    "unreadable": _("could not be read by the machine"),
}
PASTING = {
    "paste": _("to paste it into the provider's form"),
    "check": _("to check what was recorded"),
    "supervise": _("to supervise"),
}
SPOKEN = {
    "telephone": _("by telephone"),
    "form": _("through its form"),
    "letter": _("by letter"),
}
REACHED = {
    "pickup": _("picks up with code and second factor"),
    "encrypted": _("encrypted mail"),
    "form": _("only through its own form"),
}
FORWARDS = {
    "yes": _("yes, it tells its customer"),
    "no": _("no, it keeps it to itself"),
    "unknown": _("not known"),
}
BOOK = {
    "name": _("Name"),
    "mailbox": _("Mailbox"),
    "language": _("Language"),
    "way": _("Way"),
    "form_url": _("Address of its form"),
    "forwards_to_customer": _("Tells its customer"),
    "forwards_source": _("Who says what it tells its customer, and where"),
    "standing": _("State"),
}
BOOK_FAULTS = {
    "name": _("Give it a name."),
    "mailbox": _("This is not a mailbox."),
    "language": _("Choose one of the languages."),
    "way": _("Choose one of the ways."),
    "form_url": _("Give the address of its form; it begins with https://."),
    "forwards_to_customer": _("Choose one of the answers."),
    "forwards_source": _("Say who says so, and where: a flag without a source is a rumour."),
    "standing": _("A mailbox is confirmed by a telephone call, on its task."),
    "evidence": _("Say why, in a sentence or two."),
}
ROLES = {
    "police": _("the police"),
    "provider": _("the provider"),
    "operator": _("an operator of ours"),
    "supervisor": _("a supervisor of ours"),
    "analyst": _("an analyst of ours"),
    "member": _("the member hotline"),
    "worker": _("our machine"),
}
# What a late clock waits for when a person has been asked.
WAITS = {kind: title for kind, (title, _hint) in TASKS.items()}
HITS = {
    "report": _("report"),
    "parcel": _("parcel"),
    "notice": _("notice"),
    "dossier": _("dossier"),
    "provider": _("provider"),
}
WORDS = {
    "end": ENDS,
    "grade": GRADES,
    "confirmer": CONFIRMERS,
    "proposal": PROPOSALS,
    "role": ROLES,
    "reach": REACHED,
    "forwards": FORWARDS,
    "book": BOOK,
    "waits": WAITS,
    "reply": REPLIES,
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
    "parcel": PARCELS,
    "carrier": CARRIERS,
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
