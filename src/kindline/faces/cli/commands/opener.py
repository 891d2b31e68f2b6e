"""`./kindline opener`: the single-file opener for the police, the same bytes every time, and its hash."""

import argparse
import os
import sys
from pathlib import Path

from kindline.faces.police import folder, single_file
from kindline.sealing.errors import SealingError
from kindline.sealing.keys import SigningPrivateKey, VerifyKey

HELP = "build the single-file opener for the police, print its SHA-256, sign it; or check one"


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE", help="write the opener here, its signature to FILE.sig")
    what.add_argument("--check", type=Path, metavar="FILE", help="check a file against FILE.sig and --pub")
    parser.add_argument("--data", type=Path, default=Path("var"), help="the data folder; its keys lie beside it")
    parser.add_argument("--pub", type=Path, metavar="FILE", help="the platform's public key, for --check")


def run(args: argparse.Namespace) -> int:
    return check(args) if args.check else build(args)


def build(args: argparse.Namespace) -> int:
    args.out.write_bytes(single_file.page())
    print(f"{single_file.sha256()}  {args.out}")
    secret = Path(os.environ.get("KINDLINE_KEYS", f"{args.data.absolute()}.keys")) / "worker" / "platform.key"
    if not secret.exists():
        print("not signed: this installation's platform key is not here", file=sys.stderr)
        return 0
    signature = single_file.sign(single_file.page(), key=SigningPrivateKey.from_text(secret.read_text()))
    folder.write_private(args.out.with_name(args.out.name + ".sig"), signature).chmod(0o644)
    # The portal has no key to sign with: it shows the signature that lies in the data folder.
    folder.write_private(args.data / "opener.sig", signature).chmod(0o644)
    return 0


def check(args: argparse.Namespace) -> int:
    if args.pub is None:
        print("kindline opener: --check needs --pub, the platform's public key from your trust list", file=sys.stderr)
        return 2
    try:
        signature = args.check.with_name(args.check.name + ".sig").read_bytes()
        single_file.check(args.check.read_bytes(), signature, key=VerifyKey.from_text(args.pub.read_text()))
    except (OSError, SealingError) as error:
        print(f"kindline opener: {type(error).__name__}: do not use this file", file=sys.stderr)
        return 1
    print("signed by the platform")
    return 0
