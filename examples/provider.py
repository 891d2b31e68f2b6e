"""A provider's abuse desk, run every few minutes: fetch what waits, act on every address, say what was done.

python provider.py https://api.hotline.example hoster system.key opening.key
"""

import sys
from pathlib import Path

from kindline.client import Action, Connection, Provider, key_files


def take_down(address: str) -> Action:
    """Here your own system takes it off the network and secures the data for the authority. Never look at it."""
    return "removed" if address else "not_found"


url, partner, signing, opening = sys.argv[1:5]
connection = Connection(url, partner, key_files.signing_key(Path(signing)))
desk = Provider(connection, opening=key_files.opening_keys([Path(opening)]))
for waiting in desk.notices():
    notice = desk.fetch(waiting.number)
    desk.acknowledge(notice.number)
    state = desk.tell(notice.number, {line.line: take_down(line.address) for line in notice.lines})
    print(f"{notice.number}: {len(notice.lines)} addresses, {state}")
