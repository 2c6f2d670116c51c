"""Differences are open until they are settled, and settled ones are told apart."""

from __future__ import annotations

from atlas_kg.agreement.disagreements import Decision, Disagreements, disagreements
from atlas_kg.agreement.settlement import Adjudication, Settlement
from atlas_kg.agreement.statement import CoderKind, Statement
from atlas_kg.agreement.units import aligned
from tests.agreement.coders import absence, coding, report

JANE = coding("jane", "a", "p1 data screening cards 4.1")
JOHN = coding("john", "x", "p1 data signaling cards 4.1")
MARY = coding("mary", "m", "p1 data monitoring cards 4.1")


def decision(decided: Statement, *about: Statement) -> Decision:
    return Decision("d1", frozenset(said.iri for said in about), decided.iri, "ann", "So it is.")


def sorted_out(*statements: Statement, by: Decision | None = None) -> Disagreements:
    decided = [
        Adjudication("Doe2025", one.about, frozenset({one.decided}), CoderKind.PERSON)
        for one in ([by] if by else [])
    ]
    settled = Settlement.of(decided, {"Doe2025": statements})
    return disagreements(aligned(statements), [by] if by else [], settled)


def test_a_difference_is_open_until_somebody_decides() -> None:
    found = sorted_out(JANE, JOHN)
    assert [each.unit.statements for each in found.open] == [(JANE, JOHN)]
    assert not found.settled


def test_eppi_a_settled_difference_is_not_shown_as_open() -> None:
    decided = decision(JANE, JANE, JOHN)
    found = sorted_out(JANE, JOHN, by=decided)
    assert not found.open
    assert [each.decision for each in found.settled] == [decided]


def test_a_decision_that_leaves_another_voice_out_settles_nothing() -> None:
    assert sorted_out(JANE, JOHN, MARY, by=decision(JANE, JANE, JOHN)).open
    assert sorted_out(JANE, JOHN, MARY, by=decision(JANE, JANE, JOHN, MARY)).settled


def test_who_agrees_with_the_decision_need_not_be_named() -> None:
    agreeing = coding("mary", "m", "p1 data screening cards 4.1")
    assert sorted_out(JANE, JOHN, agreeing, by=decision(JANE, JANE, JOHN)).settled
    assert sorted_out(JANE, JOHN, agreeing, by=decision(JOHN, JANE, JOHN)).open


def test_the_adjudicator_may_decide_for_a_statement_of_their_own() -> None:
    own = coding("ann", "z", "p1 data bonding cards 4.1")
    assert sorted_out(JANE, JOHN, own, by=decision(own, JANE, JOHN)).settled


def test_a_decision_for_a_coding_settles_that_there_is_a_problem() -> None:
    assert sorted_out(JANE, absence("john")).open
    assert sorted_out(JANE, absence("john"), by=decision(JANE, JANE)).settled


def test_what_only_one_coder_states_stands_apart() -> None:
    found = sorted_out(JANE, JOHN, coding("jane", "b", "p4 model bonding logs 4.4"))
    assert len(found.open) == 1
    assert [each.unit.missing for each in found.one_sided] == [("john",)]
    assert sorted_out(report("jane", "hidden-p1"), absence("john", "p3")).one_sided


def test_agreement_is_no_difference() -> None:
    assert sorted_out(JANE, coding("john", "x", "p1 data screening cards 4.2")) == Disagreements(
        (), (), ()
    )
