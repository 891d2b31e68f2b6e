"""`./kindline key`: a key pair for somebody outside: a mandate signer, a police opening key, an officer."""

import argparse
import os
import sys
from pathlib import Path

from kindline.sealing.keys import SealingPrivateKey, SigningPrivateKey, fingerprint

HELP = "Make a key pair for a mandate signer, a police opening key or an officer, on their own machine"
KINDS: dict[str, type[SealingPrivateKey] | type[SigningPrivateKey]] = {
    "opening": SealingPrivateKey,
    "signing": SigningPrivateKey,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(KINDS), help="opening: reads envelopes; signing: answers or mandates")
    parser.add_argument("--out", required=True, help="the private key; the public half is written to OUT.pub")


def run(args: argparse.Namespace) -> int:
    key = KINDS[args.kind].generate()
    path = Path(args.out)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        print(f"{path} exists already; a key is never overwritten", file=sys.stderr)
        return 1
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.to_text() + "\n")
    Path(f"{path}.pub").write_text(key.public().to_text() + "\n")
    print(f"{args.kind} key {key.key_id}\nfingerprint, to be read aloud: {fingerprint(key.public())}")
    return 0
