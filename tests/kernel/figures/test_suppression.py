"""What is published gives no small number back: not by subtraction, not by algebra (P10)."""

from collections.abc import Hashable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from kindline.kernel.figures.suppression import LEAST, Sum, determined, hidden

GRIDS = st.integers(2, 5).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 12), min_size=wide, max_size=wide), min_size=2, max_size=5)
)
FEW = st.lists(st.integers(0, 40), min_size=1, max_size=8)


def one_table(parts: Sequence[int]) -> tuple[dict[Hashable, int], list[Sum]]:
    names: list[Hashable] = [f"part {number}" for number in range(len(parts))]
    numbers = dict(zip(names, parts, strict=True)) | {"total": sum(parts)}
    return numbers, [Sum("total", tuple(names))]


def grid(rows: Sequence[Sequence[int]]) -> tuple[dict[Hashable, int], list[Sum]]:
    """A table of two sides with all its margins."""
    numbers: dict[Hashable, int] = {}
    for r, row in enumerate(rows):
        numbers |= {(r, c): value for c, value in enumerate(row)} | {(r, "all"): sum(row)}
    wide = range(len(rows[0]))
    numbers |= {("all", c): sum(row[c] for row in rows) for c in wide}
    numbers["all"] = sum(map(sum, rows))
    sums = [Sum((r, "all"), tuple((r, c) for c in wide)) for r in range(len(rows))]
    sums += [Sum(("all", c), tuple((r, c) for r in range(len(rows)))) for c in wide]
    sums.append(Sum("all", tuple((r, "all") for r in range(len(rows)))))
    return numbers, [*sums, Sum("all", tuple(("all", c) for c in wide))]


def test_a_small_number_is_hidden_with_a_second_one_that_hides_it() -> None:
    numbers, sums = one_table([3, 20, 50])
    assert hidden(numbers, sums) == {"part 0", "part 1"}


def test_zero_and_large_numbers_stay() -> None:
    numbers, sums = one_table([0, 20, 50])
    assert hidden(numbers, sums) == frozenset()


def test_two_small_numbers_whose_sum_is_small_are_protected_by_a_third() -> None:
    numbers, sums = one_table([1, 2, 30, 50])
    assert hidden(numbers, sums) == {"part 0", "part 1", "part 2"}


def test_a_total_that_is_small_is_hidden_with_its_parts() -> None:
    numbers, sums = one_table([1, 0])
    assert hidden(numbers, sums) == {"part 0", "total"}


@given(FEW)
def test_no_hidden_number_follows_from_one_table(parts: list[int]) -> None:
    holds(*one_table(parts))


@given(GRIDS)
def test_no_hidden_number_follows_from_a_table_of_two_sides(rows: list[list[int]]) -> None:
    holds(*grid(rows))


def holds(numbers: dict[Hashable, int], sums: list[Sum]) -> None:
    """Nothing small is shown, nothing hidden is determined, and no shown sum leaves a small remainder."""
    secret = hidden(numbers, sums)
    assert all(key in secret for key, number in numbers.items() if 0 < number < LEAST)
    assert determined(sums, set(secret)) == []
    for one in sums:
        left = [numbers[key] for key in one.parts if key in secret]
        if left and one.total not in secret:
            assert len(left) > 1 and sum(left) >= LEAST


def test_the_attacker_of_these_tests_can_subtract() -> None:
    """The canary: hidden alone, a number is found."""
    _, sums = one_table([3, 20, 50])
    assert determined(sums, {"part 0"}) == ["part 0"]
    _, sums = grid([[1, 9], [9, 9]])
    assert determined(sums, {(0, 0), (0, 1), (1, 0), (0, "all")}) != []
