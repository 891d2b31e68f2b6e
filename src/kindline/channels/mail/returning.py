"""The return address of a letter: a plus-address whose token nobody can guess ties an answer to what it answers."""

import re

from kindline.channels.mail.message import sender_domain
from kindline.channels.mail.smtp import sender_address
from kindline.sealing.codes import ALPHABET

_TOKEN = re.compile(rf"[{ALPHABET}]{{20,40}}")


def token_in(mailbox: str) -> str:
    """The token of one of our own plus-addresses, or nothing. Servers may write the local part in small letters."""
    local, _, domain = mailbox.strip("<> ").rpartition("@")
    name, plus, token = local.partition("+")
    ours = name.lower() == sender_address().partition("@")[0].lower() and domain.lower() == sender_domain().lower()
    return token.upper() if ours and plus and _TOKEN.fullmatch(token.upper()) else ""
