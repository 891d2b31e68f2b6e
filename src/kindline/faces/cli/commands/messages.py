"""`./kindline messages`: brings the texts of templates and code into the catalogues, translations kept."""

import argparse
from pathlib import Path

from kindline.faces.cli import catalogues

HELP = "bring texts from templates and code into the .po catalogues (FOLDER starts new ones)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="default: every folder with locale/")
    parser.add_argument("--language", action="append", default=[], help="add a language, such as bg")
    parser.add_argument("--prune", action="store_true", help="drop texts that no source uses any more")


def run(args: argparse.Namespace) -> int:
    for folder in args.folders:
        (folder / "locale").mkdir(exist_ok=True)
    for folder in [path.resolve() for path in args.folders] or catalogues.owners():
        template = catalogues.extract(folder)
        print(f"{folder.relative_to(catalogues.SOURCE)}: {len(template)} texts")
        for language in dict.fromkeys([*catalogues.languages(folder), *args.language]):
            catalogues.update(folder, language=language, template=template, prune=args.prune)
            gaps = len(catalogues.gaps(folder, language=language, template=template))
            print(f"  {language}: " + (f"{gaps} to translate" if gaps and language != "en" else "complete"))
    catalogues.compile_stale()
    return 0
