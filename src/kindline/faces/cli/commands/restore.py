"""`./kindline restore`: an installation from a sealed backup, into an empty folder, or nothing."""

import argparse
import os
import sys
from pathlib import Path

from kindline.faces.cli import place

HELP = "Rebuild a data folder from a sealed backup; anything changed or cut off is refused"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR", help="a folder of `backup`")
    parser.add_argument("--data", type=Path, required=True, metavar="NEW", help="the new data folder, empty or absent")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the backup's private key; default: among the keys")
    parser.add_argument("--keys-from", type=Path, metavar="DIR", help="a copy of the key folder, to lie at NEW.keys")
    parser.add_argument(
        "--erasable-from",
        type=Path,
        metavar="FILE",
        help="a rolling copy of the erasable keys, where the keys have none",
    )


def run(args: argparse.Namespace) -> int:
    from kindline.kernel.backup.manifest import Damaged, NotEmpty
    from kindline.kernel.backup.restoring import copy_keys, restore_backup
    from kindline.kernel.erasable.copying import KeysThere, restore_copy
    from kindline.sealing.errors import SealingError
    from kindline.sealing.keys import SealingPrivateKey, VerifyKey

    os.umask(0o077)
    data = args.data.absolute()
    own = Path(f"{data}.keys")
    keys = args.keys_from or found_keys(args.source, own)
    if keys is None:
        return refuse(f"no keys: neither {own} nor those the backup names exist; give --keys-from DIR")
    if keys != own and own.exists():
        return refuse(f"{own} exists, and nothing is overwritten")
    try:
        key = SealingPrivateKey.from_text((args.key or keys / "backup" / "backup.key").read_text())
        platform = VerifyKey.from_text((keys / "public" / "platform.pub").read_text())
        made = restore_backup(args.source, data=data, key=key, platform=platform)
        if keys != own:
            copy_keys(keys, to=own)
            print(f"restore: keys copied from {keys} to {own}")
        if args.erasable_from:
            restore_copy(args.erasable_from, to=own / "erasure" / "keys.sqlite3", key=key)
        elif not (own / "erasure" / "keys.sqlite3").exists():
            print("restore: there are no erasable keys; without a copy (--erasable-from) no report can be opened")
    except (NotEmpty, KeysThere) as full:
        return refuse(f"{full} is not empty, and nothing is overwritten")
    except (Damaged, OSError, SealingError) as error:
        return refuse(f"{type(error).__name__}: {error}. Nothing was restored.")
    print(f"restore: files={len(made.parts)} bytes={sum(part.size for part in made.parts)} day={made.day} data={data}")
    print("restore: what was sent after that day may be sent once more; receivers know it by its number")
    return reapply(data)


def reapply(data: Path) -> int:
    """Erase again what was erased after that backup, before anything runs."""
    os.environ["KINDLINE_KEYS"] = f"{data}.keys"
    place.wake(str(data), face="worker")
    from kindline.kernel.contacts.erasing import reapply as reapply_contacts
    from kindline.services.hotline import erasing

    print(f"restore: erased again: {erasing.reapply(by='restore')} reports, as the ledger has it")
    print(f"restore: erased again: {reapply_contacts(by='restore')} contacts")
    return 0


def found_keys(source: Path, own: Path) -> Path | None:
    """The keys beside the new folder, else those on this machine that the backup names."""
    from kindline.kernel.backup.restoring import keys_named_by

    named = keys_named_by(source)
    return next((folder for folder in (own, named) if folder and (folder / "public").is_dir()), None)


def refuse(why: str) -> int:
    print(f"kindline restore: {why}", file=sys.stderr)
    return 1
