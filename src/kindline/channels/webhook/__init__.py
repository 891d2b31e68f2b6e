"""Webhook: rings a duty officer's own service over HTTPS. It says that something waits, never what (P12)."""

from kindline.channels.webhook.carrier import Webhook
from kindline.kernel.outbox.channels import Channel

CHANNEL: Channel = Webhook()
