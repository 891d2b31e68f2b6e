"""What the door remembers: requests already used."""

from django.db import models


class UsedRequest(models.Model):
    """The nonce of a signed request. Its uniqueness is what refuses a replay, under any number of processes."""

    nonce = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(db_index=True)
