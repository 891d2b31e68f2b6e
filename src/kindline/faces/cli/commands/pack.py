"""`./kindline pack`: build, sign, verify, import and compare the tables that provenance decides from."""

import argparse
import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

from kindline.faces.cli import place

HELP = "Build, verify, import and compare packs: the tables of networks, countries and platforms"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    build = verbs.add_parser("build", help="fetch the tables of a recipe and write a signed pack")
    which = build.add_mutually_exclusive_group(required=True)
    which.add_argument("--demo", action="store_true", help="the demonstration pack, from freely licensed npm packages")
    which.add_argument("--sources", type=Path, metavar="FILE", help="a recipe (`production` for the shipped one)")
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    build.add_argument("--key", type=Path, metavar="FILE", help="the builder's signing key (`pack key`)")
    build.add_argument("--kept", type=Path, metavar="DIR", help="npm packages fetched before (NAME-VERSION.tgz)")
    key = verbs.add_parser("key", help="make a builder's signing key, and its public half beside it")
    key.add_argument("--out", type=Path, required=True, metavar="FILE")
    verify = verbs.add_parser("verify", help="every table, its columns and the signature; exits 1 when anything is off")
    verify.add_argument("pack", metavar="DIR", help="a folder, or the name of a shipped or imported pack")
    take = verbs.add_parser("import", help="take a pack in, make it the one in use, keep the old ones for replay")
    take.add_argument("pack", type=Path, metavar="DIR")
    take.add_argument("--despite-guards", action="store_true", help="a person has looked at why it was refused")
    diff = verbs.add_parser("diff", help="what changes from one pack to another, and which decisions would")
    diff.add_argument("before", metavar="A")
    diff.add_argument("after", metavar="B")
    diff.add_argument("--decisions", action="store_true", help="decide the stored claims of DATA again under B")
    diff.add_argument("--most", type=int, default=10, metavar="N", help="rows shown of each kind")
    for verb in (verify, take, diff):
        verb.add_argument("--data", default=os.environ.get("KINDLINE_DATA", "var"), help="the data folder")
    for verb in (verify, take):
        verb.add_argument(
            "--key", type=Path, action="append", default=[], metavar="FILE", help="a builder's public key"
        )


def run(args: argparse.Namespace) -> int:
    from kindline.kernel.packs.shelf import Guarded, NoSuchPack
    from kindline.kernel.packs.signing import NotSigned
    from kindline.provenance.pack import PackDamaged
    from kindline.sealing.errors import SealingError

    try:
        return {"build": _build, "key": _key, "verify": _verify, "import": _import, "diff": _diff}[args.verb](args)
    except (Guarded, NotSigned, PackDamaged, SealingError, OSError) as refusal:
        print(f"pack: {type(refusal).__name__}: {refusal}", file=sys.stderr)
        return 1
    except NoSuchPack as name:
        print(f"pack: no pack {name} here; shipped are synthetic and demonstration", file=sys.stderr)
        return 1


def _build(args: argparse.Namespace) -> int:
    from kindline.faces.cli.packs.fetching import NotFetched, fetch
    from kindline.faces.cli.packs.writing import write_pack
    from kindline.kernel.packs.signing import DEMONSTRATION_SERIES, demonstration_key
    from kindline.provenance.packing.building import GuardTripped, build, shipped
    from kindline.provenance.packing.recipe import BadRecipe, read_recipe
    from kindline.provenance.packing.said import NotThatTable
    from kindline.sealing.keys import SigningPrivateKey

    place.wake(os.environ.get("KINDLINE_DATA", "var"), face="worker")
    if not args.demo and not args.key:
        print("pack: a pack is signed; make a key with `./kindline pack key --out FILE`", file=sys.stderr)
        return 2
    names = {"production": "production.toml"}
    try:
        text = shipped("demonstration.toml").decode() if args.demo else _recipe(args.sources, names)
        recipe = read_recipe(text)
        if recipe.series == DEMONSTRATION_SERIES and not args.demo:
            raise BadRecipe("the series `demonstration` is the shipped recipe's own")
        key = SigningPrivateKey.from_text(args.key.read_text().strip()) if args.key else demonstration_key()
        fetched = fetch(recipe, now=_now, say=_say, kept=args.kept)
        _say("laying the tables over each other")
        files = build(recipe, fetched, at=_now())
    except (BadRecipe, NotFetched, NotThatTable, GuardTripped) as refusal:
        print(f"pack: {type(refusal).__name__}: {refusal}", file=sys.stderr)
        return 1
    write_pack(files, to=args.out, key=key)
    _describe(args.out)
    return 0


def _key(args: argparse.Namespace) -> int:
    from kindline.sealing.keys import SigningPrivateKey, fingerprint

    key = SigningPrivateKey.generate()
    handle = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.to_text() + "\n")
    public = args.out.with_name(args.out.name + ".pub")
    public.write_text(key.public().to_text() + "\n")
    print(f"pack: key={key.key_id} public={public}")
    print(f"pack: fingerprint {fingerprint(key.public())}")
    print("pack: an installation trusts it once the public half lies in its key folder as public/pack-NAME.pub")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from kindline.kernel.packs.signing import is_demonstration_key, signer_of
    from kindline.provenance.pack import Pack

    folder = _folder(args.pack, args.data)
    Pack.load(folder)
    _describe(folder)
    if args.pack in ("synthetic", "demonstration"):
        print("pack: ships with the code")
        return 0
    signer = signer_of(folder, keys=_pinned(args))
    what = "the demonstration key, which everybody has: whole, by anybody" if is_demonstration_key(signer) else signer
    print(f"pack: signed by {what}")
    return 0


def _import(args: argparse.Namespace) -> int:
    from kindline.kernel.packs.shelf import take_in
    from kindline.kernel.packs.signing import is_demonstration_key

    data = Path(args.data)
    done = take_in(args.pack, data=data, keys=_pinned(args), despite_guards=args.despite_guards)
    print(f"pack: in_use={done.pack_id} before={done.replaced or 'none'} fresh={'yes' if done.fresh else 'no'}")
    if is_demonstration_key(done.signer):
        print("pack: signed by the demonstration key, which everybody has: for demonstrations, never for cases")
    return 0


def _diff(args: argparse.Namespace) -> int:
    from kindline.provenance.pack import Pack
    from kindline.provenance.packing.comparing import compare

    before, after = (Pack.load(_folder(name, args.data)) for name in (args.before, args.after))
    shown: Counter[tuple[int, str]] = Counter()
    totals: Counter[tuple[int, str]] = Counter()
    for change in compare(before, after):
        kind = (change.version, change.field)
        totals[kind] += change.size
        shown[kind] += 1
        if shown[kind] <= args.most and change.field != "asn":
            unit = "addresses" if change.version == 4 else "/64"
            print(
                f"IPv{change.version} {change.field} {change.before or '-'} -> {change.after or '-'}: "
                f"{change.stretches} ranges, {change.size} {unit}"
            )
    for (version, field), size in sorted(totals.items()):
        print(f"IPv{version} {field} changed: {size} {'addresses' if version == 4 else '/64'}")
    print(f"diff: before={before.id} after={after.id} kinds={len(totals)}")
    return _decisions(args, after) if args.decisions else 0


def _decisions(args: argparse.Namespace, after) -> int:
    place.wake(args.data, face="worker")
    from kindline.services.hotline.replay import under_pack

    changes = under_pack(after)
    for change in changes:
        print(f"decision {change.decision} address {change.address}: {change.before} -> {change.after}")
    print(f"diff: decisions_changed={len(changes)}: listed only, none was changed")
    return 0


def _describe(folder: Path) -> None:
    from kindline.provenance.pack.manifest import NAME, read_manifest

    manifest = read_manifest((folder / NAME).read_bytes())
    size = sum((folder / name).stat().st_size for name in manifest.tables)
    print(f"pack: id={manifest.pack_id} as_of={manifest.as_of or 'none'} made={manifest.made} bytes={size}")
    for name, table in sorted(manifest.tables.items()):
        print(f"pack: table={name} rows={table.rows} sha256={table.sha256}")
    for source in manifest.sources:
        print(f"pack: source={source.name} rows={source.rows} as_of={source.as_of or 'none'} licence={source.licence}")


def _folder(name: str, data: str) -> Path:
    from kindline.kernel.packs.shelf import folder_of

    return Path(name) if (Path(name) / "manifest.json").exists() else folder_of(name, data=Path(data))


def _pinned(args: argparse.Namespace):
    from kindline.kernel.packs.signing import pinned_builders
    from kindline.sealing.keys import VerifyKey

    keys = Path(os.environ.get("KINDLINE_KEYS", f"{os.path.abspath(args.data)}.keys"))
    return [*pinned_builders(keys), *(VerifyKey.from_text(path.read_text().strip()) for path in args.key)]


def _recipe(path: Path, names: dict[str, str]) -> str:
    from kindline.provenance.packing.building import shipped

    return shipped(names[str(path)]).decode() if str(path) in names else path.read_text("utf-8")


def _now() -> datetime:
    from kindline.kernel import clock

    return clock.now()


def _say(text: str) -> None:
    print(f"pack: {text}", file=sys.stderr, flush=True)
