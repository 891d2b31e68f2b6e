"""The shape of a waiting leaf, alone in its file: the public database has such a table and must not know the others."""

from django.db import models


class WaitingLeaf(models.Model):
    """A leaf written in the transaction of the act it records, not yet numbered. One such table per database."""

    id = models.UUIDField(primary_key=True, editable=False)
    salt = models.BinaryField()
    payload = models.BinaryField()

    class Meta:
        abstract = True
