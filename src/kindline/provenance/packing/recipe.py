"""A recipe: which published tables make a pack, as data (TOML)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any


class BadRecipe(ValueError):
    """A recipe that names no table, or one it does not describe."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One table. It comes from a `url`, from `member` of a `package`, or ships with the code as `shipped`.

    `decides` is True where its age ages the pack; `min_rows` refuses a table that came back empty or cut short.
    """

    name: str
    format: str
    licence: str
    attribution: str
    url: str = ""
    package: str = ""
    member: str = ""
    shipped: str = ""
    as_of: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    decides: bool = False
    min_rows: int = 0
    max_rows: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """`max_change_percent` is the guard against a successor of another size."""

    series: str
    licence: str
    ingredients: tuple[Ingredient, ...]
    faults: tuple[str, ...] = ()
    max_change_percent: int = 20


def read_recipe(text: str) -> Recipe:
    try:
        stored = tomllib.loads(text)
        ingredients = tuple(_ingredient(dict(table)) for table in stored["sources"])
        recipe = Recipe(
            series=stored["series"],
            licence=stored["licence"],
            ingredients=ingredients,
            faults=tuple(stored.get("faults", ())),
            max_change_percent=int(stored.get("max_change_percent", 20)),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as fault:
        raise BadRecipe(f"not a recipe: {fault}") from fault
    names = [ingredient.name for ingredient in ingredients]
    if not names or len(set(names)) != len(names):
        raise BadRecipe("a recipe names each of its tables once")
    return recipe


def _ingredient(table: dict[str, Any]) -> Ingredient:
    options = table.pop("options", {})
    as_of = table.pop("as_of", "")
    if as_of:
        as_of = date.fromisoformat(str(as_of)).isoformat()
    found = Ingredient(**table, as_of=as_of, options=tuple(sorted(options.items())))
    if sum(map(bool, (found.url, found.package, found.shipped))) != 1:
        raise BadRecipe(f"{found.name} comes from one place: url, package or shipped")
    if found.url and not found.url.startswith("https://"):
        raise BadRecipe(f"{found.name}: only https")
    return found
