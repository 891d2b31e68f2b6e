"""A police unit's own system: fetch what waits, judge each address, acknowledge and answer in one signed file.

python police_unit.py https://api.hotline.example police-be KEYS     # system.key, officer.key, duty.key, trust.txt
"""

import sys
from pathlib import Path

from kindline.client import Connection, Item, Judgement, PoliceUnit, key_files, trust


def judge(item: Item) -> Judgement:
    """Here an officer looks, on the unit's own station, and says what it is and what may be done."""
    verdict = {"verdict": "abuse_material", "classification": "baseline", "instruction": "act_now"}
    return Judgement(report=item.report, ordinal=item.ordinal, **verdict)


url, partner, keys = sys.argv[1], sys.argv[2], Path(sys.argv[3])
connection = Connection(url, partner, key_files.signing_key(keys / "system.key"))
opening, officer = key_files.opening_keys([keys / "duty.key"]), key_files.signing_key(keys / "officer.key")
unit = PoliceUnit(connection, trust=trust.read(keys / "trust.txt"), opening=opening, officer=officer)
fetched = unit.fetch()
for result in unit.answer(fetched, [judge(item) for item in fetched.addresses if item.kind == "handover"]):
    print(f"{result.subject} {result.ordinal or ''}: {result.result}")
