"""Statements of different coders are aligned by one rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.agreement.assignment import best_pairs
from atlas_kg.agreement.statement import Statement, StatementKind
from atlas_kg.agreement.units import NO_PROBLEM, NOT_STATED, Unit, Variable, aligned
from tests.agreement.coders import absence, coding, report


def members(units: tuple[Unit, ...]) -> list[list[str]]:
    return [[said.iri.removeprefix("Doe2025.") for said in unit.statements] for unit in units]


def test_the_same_solution_goes_together_whatever_else_is_said() -> None:
    found = aligned(
        [
            coding("jane", "a", "p1 data screening cards 4.1"),
            coding("jane", "b", "p1 data signaling tests 4.1"),
            coding("john", "x", "p1 data signaling cards 4.1"),
        ]
    )
    assert members(found) == [["jane.a", "john.x"], ["jane.b"]]
    assert found[0].differing == (Variable.MECHANISM,)
    assert found[1].missing == ("john",)


def test_different_solutions_need_the_section_and_two_variables() -> None:
    jane = coding("jane", "a", "p1 data screening cards 4.1")
    near = coding("john", "x", "p1 data signaling tests 4.1")
    assert members(aligned([jane, near])) == [["jane.a", "john.x"]]
    elsewhere = coding("john", "x", "p1 data signaling tests 4.2")
    assert members(aligned([jane, elsewhere])) == [["jane.a"], ["john.x"]]
    unlike = coding("john", "x", "p1 model signaling tests 4.1")
    assert members(aligned([jane, unlike])) == [["jane.a"], ["john.x"]]
    nowhere = coding("john", "x", "p1 data screening tests")
    assert members(aligned([jane, nowhere])) == [["jane.a"], ["john.x"]]


def test_the_most_agreement_in_all_decides() -> None:
    found = aligned(
        [
            coding("jane", "a", "p1 data screening cards 4.1"),
            coding("jane", "b", "p3 model bonding cards 4.3"),
            coding("john", "x", "p3 model bonding cards 4.3"),
            coding("john", "y", "p1 data screening cards 4.1"),
        ]
    )
    assert members(found) == [["jane.a", "john.y"], ["jane.b", "john.x"]]


def test_ties_are_broken_by_ids() -> None:
    same = "p1 data screening cards 4.1"
    found = aligned([coding(coder, name, same) for name in "cab" for coder in ("john", "jane")])
    assert members(found) == [[f"jane.{name}", f"john.{name}"] for name in "abc"]


def test_a_third_coder_is_joined_to_the_units_so_far() -> None:
    found = aligned(
        [
            coding("jane", "a", "p1 data screening cards 4.1"),
            coding("john", "x", "p1 data signaling cards 4.1"),
            coding("mary", "m", "p1 data signaling cards 4.1"),
            coding("mary", "n", "p4 model monitoring logs 4.4"),
        ]
    )
    assert members(found) == [["jane.a", "john.x", "mary.m"], ["mary.n"]]
    assert found[1].missing == ("jane", "john")


def test_drafts_and_what_was_withdrawn_are_left_out() -> None:
    kept = coding("jane", "a", "p1 data screening cards 4.1")
    draft = coding("john", "x", "p1 data screening cards 4.1", status="Proposed")
    withdrawn = coding("mary", "m", "p1 data screening cards 4.1", status="Retracted")
    [unit] = aligned([kept, draft, withdrawn])
    assert unit.statements == (kept,)
    assert unit.coders == ("jane",)


def test_publications_are_kept_apart() -> None:
    found = aligned(
        [
            coding("jane", "a", "p1 data screening cards 4.1"),
            coding("john", "x", "p1 data screening cards 4.1", publication="Roe2024"),
        ]
    )
    assert [(unit.publication, unit.coders) for unit in found] == [
        ("Doe2025", ("jane",)),
        ("Roe2024", ("john",)),
    ]


def test_values_that_are_missing() -> None:
    jane = coding("jane", "a", "p1 data screening cards 4.1")
    [first, _] = aligned([jane, coding("john", "x", "p4 model monitoring logs 4.4")])
    assert first.value("jane", Variable.PHASE) == "p1"
    assert first.value("john", Variable.PHASE) is None
    assert first.value("john", Variable.OVERALL) == NOT_STATED
    assert first.value("mary", Variable.OVERALL) is None


def test_no_problem_differs_from_every_statement_it_contradicts() -> None:
    found = aligned(
        [
            coding("jane", "a", "p1 data screening cards 4.1"),
            report("jane", "hidden-p4"),
            absence("john"),
            absence("mary", "p4"),
        ]
    )
    assert [unit.kind for unit in found] == [StatementKind.CODING, StatementKind.REPORT]
    assert members(found) == [
        ["jane.a", "john.none-None"],
        ["jane.r-hidden-p4", "john.none-None", "mary.none-p4"],
    ]
    assert found[0].value("john", Variable.PHASE) == NO_PROBLEM
    assert found[0].differing == (
        Variable.PHASE,
        Variable.TARGET,
        Variable.MECHANISM,
        Variable.SOLUTION,
    )


def test_two_who_find_no_problem_agree() -> None:
    [unit] = aligned([absence("jane"), absence("john")])
    assert unit.kind is StatementKind.ABSENCE
    assert unit.differing == ()
    assert {unit.value(coder, Variable.OVERALL) for coder in ("jane", "john")} == {NO_PROBLEM}


def test_reports_go_together_by_their_problem() -> None:
    found = aligned(
        [
            report("jane", "hidden-p1"),
            report("jane", "hidden-p1", name="s"),
            report("john", "hidden-p1"),
            report("john", "action-p4"),
        ]
    )
    assert members(found) == [
        ["jane.r-hidden-p1", "jane.s-hidden-p1", "john.r-hidden-p1"],
        ["john.r-action-p4"],
    ]


words = st.tuples(
    st.sampled_from(["p1", "p2"]),
    st.sampled_from(["data", "model"]),
    st.sampled_from(["screening", "bonding"]),
    st.sampled_from(["cards", "tests", "logs"]),
    st.sampled_from(["4.1", "4.2"]),
)


@given(
    st.lists(st.tuples(st.sampled_from(["jane", "john", "mary"]), words), max_size=12), st.data()
)
def test_every_statement_stands_in_one_unit_whatever_the_order(
    said: list[tuple[str, tuple[str, ...]]], data: st.DataObject
) -> None:
    statements: list[Statement] = [
        coding(coder, f"c{number:02}", " ".join(values))
        for number, (coder, values) in enumerate(said)
    ]
    found = aligned(statements)
    assert aligned(data.draw(st.permutations(statements))) == found
    placed = [each for unit in found for each in unit.statements]
    assert set(placed) == set(statements)
    assert len(placed) == len(statements)
    for unit in found:
        assert len({each.coder for each in unit.statements}) == len(unit.statements)


def test_work_of_alignment_grows_with_the_pairs_and_not_faster() -> None:
    class Counted(int):
        """A row or a column that counts how often it is looked up."""

        times = 0

        def __hash__(self) -> int:
            Counted.times += 1
            return int(self)

    def looked_up(size: int) -> int:
        numbers = [Counted(number) for number in range(size)]
        weights: dict[tuple[int, int], int] = {(r, c): 1 for r in numbers for c in numbers}
        Counted.times = 0
        assert len(best_pairs(weights)) == size
        return Counted.times

    # Four times the statements are 16 times the pairs; 64 times would be the cube.
    assert looked_up(40) < 20 * looked_up(10)
