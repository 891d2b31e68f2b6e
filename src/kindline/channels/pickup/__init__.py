"""Pick-up: the parcel waits behind a door to which only its recipient has the key.

Carrying it is offering it. It is delivered when the recipient's client fetched it (`outbox.receipts.fetch`), and
acknowledged when the recipient signed for it.
"""

from kindline.kernel.outbox.channels import Channel, Outgoing, Proof


class Pickup:
    """Offers; nothing travels, so nothing fails."""

    def carry(self, parcel: Outgoing) -> Proof:
        return Proof({"offered": "pickup"}, offered=True)


CHANNEL: Channel = Pickup()
