"""The hotline's nouns in the core database. Metadata only, until the police release an address."""

import uuid

from django.db import models

from kindline.kernel.directory.models import Provider
from kindline.kernel.procedure.table import Stateful
from kindline.services.hotline import tables
from kindline.services.hotline.coming_back import Confirmation, ProviderForm, Reconciliation, Reply

__all__ = [
    "Address",
    "Answer",
    "BlindTag",
    "Confirmation",
    "Decision",
    "Dossier",
    "Notice",
    "NoticeItem",
    "ProviderForm",
    "Reconciliation",
    "Released",
    "ReleaseOrder",
    "Reply",
    "Report",
    "Ring",
    "Task",
]


class Report(Stateful):
    """A report as the desk may know it: when (by the hour), how, in which language, how many addresses."""

    procedure = tables.REPORT
    id = models.UUIDField(primary_key=True, editable=False)
    number = models.BigIntegerField(unique=True)
    mandate = models.CharField(max_length=60)
    mandate_sha256 = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=30)
    seen = models.CharField(max_length=30)
    urgent = models.BooleanField(default=False)
    address_count = models.PositiveSmallIntegerField()
    received_hour = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withheld = models.BooleanField(default=False)
    # The signed time of the newest word about withholding: an older document replayed changes nothing.
    said_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # A queue is put in order from this index alone; the rows are read for the page that is shown.
            models.Index(fields=["state", "-urgent", "received_hour", "number", "id"], name="report_in_order"),
            models.Index(fields=["received_hour", "number"], name="report_of_a_month"),
        ]


class Address(Stateful):
    """One address of a report, by ordinal and envelope hash: nobody here knows what it says."""

    procedure = tables.ADDRESS
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="addresses")
    ordinal = models.PositiveSmallIntegerField()
    envelope = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=20, blank=True)
    classification = models.CharField(max_length=20, blank=True)
    instruction = models.CharField(max_length=20, default="wait")
    # The authority whose instruction stands: what the police ordered, no other authority undoes.
    instructed_by = models.CharField(max_length=60, blank=True, default="")
    outcome = models.CharField(max_length=40, blank=True)
    judged_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    routed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    # The signed time of the newest word of the police: a replayed older one cannot lift a hold.
    said_at = models.DateTimeField(null=True)
    # A resolver that is silent is asked again after a while, and not for ever.
    silent_since = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "report"], name="address_of_a_queue")]
        constraints = [models.UniqueConstraint(fields=["report", "ordinal"], name="one_ordinal_a_report")]


class BlindTag(models.Model):
    """HMAC of the canonical address under an epoch's key: equal addresses meet, nothing else is said."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="tags")
    epoch = models.CharField(max_length=12)
    canon_version = models.CharField(max_length=40)
    tag = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "epoch"], name="one_tag_an_epoch")]
        indexes = [models.Index(fields=["tag"])]


class Lookup(models.Model):
    """Whether one address was reported: sealed to the index worker, answered with reports, forgotten in an hour."""

    id = models.UUIDField(primary_key=True, editable=False)
    # Emptied with the answer: from then on nobody can tell what was asked.
    sealed = models.BinaryField()
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)
    reports = models.JSONField(default=list)


class Answer(models.Model):
    """A signed document of an authority, as received: proof of hand-over and free witness of the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    document = models.BinaryField()
    signer = models.CharField(max_length=40)
    role = models.CharField(max_length=20, default="police")
    received_at = models.DateTimeField()


class ReleaseOrder(models.Model):
    """A release as the police sealed it to the routing key; the portal stores it unopened, the worker opens it."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="orders")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT)
    box = models.BinaryField()
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=models.Q(done_at=None), name="one_open_order_an_address"
            )
        ]


class Released(models.Model):
    """A released address under a key of its own, wrapped by a key that only the worker holds."""

    address = models.OneToOneField(Address, on_delete=models.CASCADE, primary_key=True, related_name="released")
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()


class Decision(models.Model):
    """Which route an address takes and why; superseded, never updated. Claims name hosts, so they lie sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="decisions")
    route = models.CharField(max_length=40)
    place = models.CharField(max_length=24)
    country = models.CharField(max_length=2, blank=True)
    steps = models.JSONField()
    reasons = models.JSONField()
    confidence = models.CharField(max_length=12)
    ruleset = models.CharField(max_length=64)
    pack = models.CharField(max_length=80)
    mandate = models.CharField(max_length=60)
    # The list of countries with a member hotline that it rests on, by its hash.
    members = models.CharField(max_length=64, blank=True, default="")
    claims_sealed = models.BinaryField()
    claims_key = models.BinaryField()
    claims_sha256 = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")


class Dossier(models.Model):
    """What somebody receives about a released address: to investigate, or to transfer abroad.

    To a member hotline it goes by the hands of the assessor, who alone can open it and brings a reference back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="dossiers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12)  # refer | transfer | member
    authority = models.CharField(max_length=60)
    country = models.CharField(max_length=2, blank=True)
    envelope = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    # Recorded by whoever transferred it: through which channel and when it went to the colleagues abroad.
    transferred_at = models.DateTimeField(null=True)
    transfer_channel = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=28, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True)

    @property
    def superseded(self) -> bool:
        """Whether the address goes another way since: then nothing is said of this one any more."""
        stands = Decision.objects.filter(address=self.address_id, superseded_by=None).order_by("-decided_at").first()
        mine = (self.decision.route, self.decision.country)
        return stands is not None and (stands.route, stands.country) != mine


class DossierCopy(models.Model):
    """A referral, sealed to a key of a member hotline's own system, which fetches it and gives its reference itself."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="copies")
    key_id = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "key_id"], name="one_dossier_copy_a_key")]


class Notice(Stateful):
    """A request to one provider with all its addresses of a window. Its text waits sealed under the pick-up code."""

    procedure = tables.NOTICE
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="notices")
    language = models.CharField(max_length=5)
    check_code = models.CharField(max_length=12)
    # Behind the plus of the return address: who knows it may answer about this notice, and about no other.
    reply_token = models.CharField(max_length=32, blank=True, default="", db_index=True)
    sealed = models.BinaryField()
    mandate = models.CharField(max_length=60)
    mandate_sha256 = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    # Wrong codes tried at pick-up: the door closes for a while, for everybody.
    failures = models.PositiveSmallIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="notice_out")]


class NoticeItem(models.Model):
    """One address in a notice, by line; the address itself stands only in the sealed text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="notice_items")
    line = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20, blank=True)  # removed | secured | moved | refused | not_found
    acted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "line"], name="one_line_a_notice")]


class NoticeCopy(models.Model):
    """A line of a notice, sealed to a key of its provider's own system: fetched without the code in the mail."""

    item = models.ForeignKey(NoticeItem, on_delete=models.CASCADE, related_name="copies")
    key_id = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "key_id"], name="one_copy_a_key")]


class Task(models.Model):
    """Work for a person: which role, about what, why; decided with a reason and never silently dropped (P3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        max_length=40
    )  # route_person | confirm_mailbox | escalate_person | dead_parcel | reconcile | key_expires | certificate
    role = models.CharField(max_length=20)
    subject = models.UUIDField(db_index=True)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)
    # The desk decides, the worker carries out: only it can open what the decision is about.
    applied_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(done_at=None), name="one_open_task_a_kind"
            )
        ]


class Ring(models.Model):
    """The duty officer is rung until somebody answers: one ring at a time, with a count (P12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField()
    # Whose law it rings under: of its reports one filed in earnest, if there is any, and never an exercise's instead.
    mandate_sha256 = models.CharField(max_length=64, blank=True, default="")
    count = models.PositiveIntegerField(default=0)
    rung = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    # True while the ring is open, null afterwards: at most one is open at a time.
    open = models.BooleanField(null=True, default=True, unique=True)
