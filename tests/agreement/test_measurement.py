"""All coefficients of all variables, also where coders come and go."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sklearn.metrics import cohen_kappa_score

from atlas_kg.agreement.coefficients import alpha
from atlas_kg.agreement.measurement import PROBLEMS, VariableAgreement, measured
from atlas_kg.agreement.ratings import independent
from atlas_kg.agreement.statement import Statement
from atlas_kg.agreement.units import aligned
from tests.agreement.coders import absence, coding, report


def rows(statements: Sequence[Statement], *problems: str) -> dict[str, VariableAgreement]:
    coders = independent(statements)
    found = measured(statements, aligned(statements), coders, problems, resamples=100)
    return {variable.name: variable for variable in found}


def said(coder: str, publication: str, mechanism: str) -> Statement:
    return coding(coder, "c", f"p1 data {mechanism} cards 4.1", publication=publication)


def test_relis_108_the_number_of_coders_changes() -> None:
    """Six coders coded the first publications and two each of the others.

    https://github.com/geodes-sms/relis/issues/108: kappa fell below 0 though 8 % differed.
    """
    names = [f"coder{number}" for number in range(6)]
    statements = []
    for number in range(100):
        value = "screening" if number % 2 else "bonding"
        statements += [said(name, f"A{number:03}", value) for name in names]
    for number in range(500):
        value, other = ("screening", "bonding") if number % 2 else ("bonding", "screening")
        one, two = names[number % 6], names[(number + 1) % 6]
        differs = number % 25 in (3, 16)
        statements.append(said(one, f"B{number:03}", value))
        statements.append(said(two, f"B{number:03}", other if differs else value))
    mechanism = rows(statements)["mechanism"]
    assert mechanism.units == 600
    assert mechanism.percent.value == pytest.approx((100 * 15 + 460) / (100 * 15 + 500))
    assert len(mechanism.pairs) == 15
    assert mechanism.is_mean
    assert mechanism.kappa.value is not None
    assert mechanism.kappa.value > 0.9
    assert mechanism.alpha.value is not None
    assert 0.9 < mechanism.alpha.value < 1
    assert mechanism.reading == "reliable"


def test_asreview_2425_coders_saw_different_subsets() -> None:
    """What one coder alone saw changes nothing, and is no disagreement.

    https://github.com/asreview/asreview/issues/2425
    """
    values = ["screening", "bonding", "bonding", "screening", "monitoring", "screening"]
    others = ["screening", "bonding", "screening", "screening", "monitoring", "bonding"]
    shared = [
        said(coder, f"P{place}", value)
        for coder, given in (("jane", values), ("john", others))
        for place, value in enumerate(given)
    ]
    alone = [said("jane", f"X{place}", "signaling") for place in range(50)]
    alone += [said("john", f"Y{place}", "bonding") for place in range(70)]
    before, after = rows(shared), rows([*shared, *alone])
    for name, variable in before.items():
        assert after[name] == variable
    mechanism = after["mechanism"]
    assert mechanism.units == mechanism.publications == 6
    assert mechanism.kappa.value == pytest.approx(cohen_kappa_score(values, others), abs=1e-9)
    assert mechanism.alpha.value == alpha(list(zip(values, others, strict=True))).value


def test_kappa_of_three_coders_is_the_mean_of_pairs() -> None:
    given = {
        "jane": ["screening", "bonding", "bonding", "screening"],
        "john": ["screening", "bonding", "screening", "screening"],
        "mary": ["bonding", "bonding", "bonding", "screening"],
    }
    statements = [
        said(coder, f"P{place}", value)
        for coder, values in given.items()
        for place, value in enumerate(values)
    ]
    mechanism = rows(statements)["mechanism"]
    expected = {
        pair: cohen_kappa_score(given[pair[0]], given[pair[1]])
        for pair in (("jane", "john"), ("jane", "mary"), ("john", "mary"))
    }
    assert {pair.coders: pair.kappa.value for pair in mechanism.pairs} == pytest.approx(expected)
    assert mechanism.kappa.value == pytest.approx(sum(expected.values()) / 3, abs=1e-9)


def test_who_did_not_make_a_statement_differs_overall_and_is_missing_elsewhere() -> None:
    statements = [
        coding("jane", "a", "p1 data screening cards 4.1"),
        coding("jane", "b", "p4 model monitoring logs 4.4"),
        coding("john", "a", "p1 data screening cards 4.1"),
    ]
    found = rows(statements)
    assert found["mechanism"].units == 1
    assert found["overall"].units == 2
    assert found["overall"].percent.value == 0.5


def test_two_who_find_no_problem_agree_in_everything() -> None:
    statements = [
        absence("jane"),
        absence("john"),
        *(said(c, "P", "bonding") for c in ("jane", "john")),
    ]
    found = rows(statements)
    assert {found[name].alpha.value for name in ("phase", "mechanism", "overall")} == {1.0}


def test_problems_are_reported_or_not() -> None:
    problems = ("hidden-p1", "action-p4", "hidden-p3")
    statements = [
        report("jane", "hidden-p1"),
        report("jane", "hidden-p1", name="again"),
        report("john", "hidden-p1"),
        report("john", "action-p4"),
        said("jane", "P1", "bonding"),
        report("john", "action-p4", publication="P1"),
        report("mary", "action-p4", publication="P2"),
    ]
    row = rows(statements, *problems)[PROBLEMS]
    assert (row.units, row.publications, row.coders) == (6, 2, ("jane", "john"))
    jane, john = [1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 1, 0]
    assert row.percent.value == pytest.approx(4 / 6)
    assert row.kappa.value == pytest.approx(cohen_kappa_score(jane, john), abs=1e-9)


def test_silence_about_problems_is_no_agreement() -> None:
    problems = ("hidden-p1", "action-p4")
    silent = [said(coder, "P", "bonding") for coder in ("jane", "john")]
    row = rows(silent, *problems)[PROBLEMS]
    assert (row.units, row.publications, row.coders) == (0, 0, ())
    assert row.percent.value is None
    both = [*silent, *(said(coder, "P1", "bonding") for coder in ("jane", "john"))]
    assert (
        rows([*both, report("jane", "hidden-p1", publication="P1")], *problems)[PROBLEMS].units == 2
    )
    assert (
        rows([*both, absence("jane", publication="P1")], *problems)[PROBLEMS].percent.value == 1.0
    )


def test_reports_have_no_part_in_the_variables_of_codings() -> None:
    found = rows([report("jane", "hidden-p1"), report("john", "hidden-p1")], "hidden-p1")
    assert found["phase"].units == found["overall"].units == 0


def test_consensus_is_not_measured_and_software_is() -> None:
    statements = [said(coder, "P", "bonding") for coder in ("cons", "jane", "bot")]
    assert independent(statements) == ("bot", "jane")
    assert rows(statements)["mechanism"].coders == ("bot", "jane")


def test_one_coder_alone_is_told_in_words() -> None:
    found = rows([said("jane", "P", "bonding")])["mechanism"]
    assert found.units == 0
    for estimate in (found.percent, found.kappa, found.alpha):
        assert estimate.value is None
        assert estimate.undefined == "no unit has values of two coders"
    assert found.reading is None


def test_one_publication_alone_has_no_interval() -> None:
    statements = [said(coder, "P", "bonding") for coder in ("jane", "john")]
    percent = rows(statements)["mechanism"].percent
    assert (percent.value, percent.low) == (1.0, None)
    assert percent.no_interval == "one publication alone cannot be resampled"


@pytest.mark.parametrize(
    ("agreeing", "reading"), [(99, "reliable"), (86, "tentative"), (70, "not reliable")]
)
def test_krippendorff_tells_what_may_be_concluded(agreeing: int, reading: str) -> None:
    statements = []
    for number in range(100):
        value, other = ("screening", "bonding") if number % 2 else ("bonding", "screening")
        statements.append(said("jane", f"P{number}", value))
        statements.append(said("john", f"P{number}", value if number < agreeing else other))
    assert rows(statements)["mechanism"].reading == reading
