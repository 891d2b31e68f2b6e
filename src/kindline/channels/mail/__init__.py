"""Mail: says that something waits, never what. Over TLS, one recipient a letter, the same Message-ID at every try."""

from kindline.channels.mail.carrier import Mail
from kindline.kernel.outbox.channels import Channel

CHANNEL: Channel = Mail()
