"""How a statement stands follows from what all coders and adjudications say."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.agreement.settlement import Adjudication
from atlas_kg.agreement.standing import Comparison
from atlas_kg.agreement.statement import CoderKind, Standing, Statement
from atlas_kg.agreement.units import Variable
from tests.agreement.coders import absence, coding, report

ONE = "use model monitoring logs"
OTHER = "use model bonding logs"


def standings(*said: Statement, decided: tuple[Adjudication, ...] = ()) -> dict[str, Standing]:
    return Comparison().with_more(said, decided).standings()


def statuses(*said: Statement, decided: tuple[Adjudication, ...] = ()) -> list[str]:
    found = standings(*said, decided=decided)
    return [found[one.iri].status for one in said]


def decision(stands: Statement, *others: Statement) -> Adjudication:
    between = frozenset(one.iri for one in (stands, *others))
    return Adjudication(stands.publication, between, frozenset({stands.iri}), CoderKind.PERSON)


def agreed(number: int) -> list[Statement]:
    """Statements of two people who agree, each about another mechanism and another paper."""
    return [
        coding(coder, "a", f"use model m{n} s{n}", publication=f"Agreed{n}")
        for n in range(number)
        for coder in ("jane", "john")
    ]


def test_one_coder_is_tentative() -> None:
    jane = coding("jane", "a", ONE)
    assert standings(jane) == {
        jane.iri: Standing("Tentative", "No second coder has coded the publication.")
    }


@pytest.mark.parametrize(
    ("coders", "status"),
    [
        (("jane", "john"), "Accepted"),
        (("jane", "bot"), "Accepted"),
        (("bot1", "bot2"), "Tentative"),
        (("bot1", "bot2", "jane"), "Accepted"),
        (("bot", "cons"), "Accepted"),
    ],
)
def test_programs_alone_make_nothing_accepted(coders: tuple[str, ...], status: str) -> None:
    said = [coding(coder, "a", ONE) for coder in coders]
    assert statuses(*said) == [status] * len(said)


def test_published_consensus_is_accepted_by_itself() -> None:
    assert statuses(coding("cons", "a", ONE)) == ["Accepted"]


@pytest.mark.parametrize("variable", ["phase", "target", "mechanism", "solution"])
def test_difference_in_any_variable_is_a_dispute(variable: str) -> None:
    words = {"phase": "use", "target": "model", "mechanism": "monitoring", "solution": "logs"}
    jane = coding("jane", "a", " ".join([*words.values(), "3.1"]))
    john = coding("john", "b", " ".join([*(words | {variable: "else"}).values(), "3.1"]))
    found = standings(jane, john)
    assert [found[one.iri].status for one in (jane, john)] == ["Disputed", "Disputed"]
    assert found[jane.iri].why == f"john codes another {variable}."
    assert found[jane.iri].disagrees == (john.iri,)
    assert found[john.iri].disagrees == (jane.iri,)


def test_two_who_agree_against_a_third_do_not_disagree_with_each_other() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", ONE)
    mary = coding("mary", "a", OTHER)
    found = standings(jane, john, mary)
    assert {standing.status for standing in found.values()} == {"Disputed"}
    assert found[jane.iri].disagrees == (mary.iri,)
    assert found[mary.iri].disagrees == (jane.iri, john.iri)


def test_adjudication_settles_what_differs_and_keeps_the_disagreement() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", OTHER)
    found = standings(jane, john, decided=(decision(jane, john),))
    assert found[jane.iri] == Standing("Accepted", "An adjudication decided for it.", (john.iri,))
    assert found[john.iri].status == "Disputed"
    assert found[john.iri].why == "It is overruled: an adjudication decided for another."


def test_what_was_decided_against_neither_supports_nor_disputes_others() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", OTHER)
    third, fourth = coding("mary", "a", ONE), coding("peter", "a", OTHER)
    decided = (decision(jane, john),)
    assert statuses(jane, john, third, *agreed(4), decided=decided)[2] == "Accepted"
    assert statuses(jane, john, fourth, decided=decided)[2] == "Disputed"
    alone = coding("anna", "a", OTHER)
    new = coding("judge", "a", "choice output bonding cards")
    assert statuses(john, alone, new, decided=(decision(new, john),))[1:] == [
        "Tentative",
        "Accepted",
    ]


@pytest.mark.parametrize("status", ["Proposed", "Retracted"])
def test_drafts_and_withdrawn_statements_do_not_count(status: str) -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", ONE, status=status)
    mary = coding("mary", "a", OTHER, status=status)
    assert statuses(jane, john, mary) == ["Tentative", status, status]


def test_what_only_one_of_two_coders_says_is_tentative() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", ONE)
    more = coding("jane", "b", "choice model screening attacks")
    found = standings(jane, john, more)
    assert found[more.iri].status == "Tentative"
    assert found[more.iri].why == "john coded the publication and did not say the same."


def test_low_agreement_over_all_makes_what_agrees_tentative() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", OTHER)
    few = Comparison().with_more([jane, john, *agreed(2)])
    assert few.weak == {Variable.MECHANISM: pytest.approx(1 - 10 / 26)}
    standing = few.standings()["Agreed0.jane.a"]
    assert standing.status == "Tentative"
    assert standing.why == (
        "Coders agree too little over all: "
        "Krippendorff's alpha is 0.615 for the mechanism, below 0.667."
    )
    assert few.held_back() == 4
    more = few.with_more(agreed(4)[4:])
    assert more.weak == {}
    assert (more.reserve, more.held_back()) == (None, 0)
    assert more.standings()["Agreed0.jane.a"].status == "Accepted"


def test_consensus_does_not_count_for_agreement_over_all() -> None:
    cons, jane = coding("cons", "a", ONE), coding("jane", "a", OTHER)
    assert Comparison().with_more([cons, jane, *agreed(1)]).weak == {}
    assert statuses(cons, jane) == ["Accepted", "Disputed"]


def test_no_agency_problem_against_statements_is_a_dispute() -> None:
    jane, none, elsewhere = coding("jane", "a", ONE), absence("john"), absence("mary", "choice")
    found = standings(jane, none, elsewhere)
    assert [found[s.iri].status for s in (jane, none, elsewhere)] == [
        "Disputed",
        "Disputed",
        "Tentative",
    ]
    assert found[jane.iri].why == "john says that the publication holds no agency problem here."
    assert found[none.iri].disagrees == (jane.iri,)


def test_same_absence_is_accepted() -> None:
    assert statuses(absence("jane", "use"), absence("john", "use")) == ["Accepted", "Accepted"]
    assert statuses(absence("jane", "use"), absence("john")) == ["Tentative", "Tentative"]
    assert statuses(absence("bot1"), absence("bot2")) == ["Tentative", "Tentative"]


def test_same_problem_is_accepted_and_absence_disputes_it() -> None:
    jane, john = report("jane", "opaque-use"), report("john", "opaque-use")
    assert statuses(jane, john) == ["Accepted", "Accepted"]
    assert statuses(jane, report("john", "other-use")) == ["Tentative", "Tentative"]
    assert statuses(jane, john, absence("mary", "use")) == ["Disputed"] * 3


def test_absence_stands_against_all_that_others_state() -> None:
    jane, john, both = coding("jane", "a", ONE), coding("john", "a", ONE), absence("john", "use")
    assert statuses(jane, john, both) == ["Disputed", "Tentative", "Disputed"]
    again = absence("jane"), absence("john")
    assert statuses(jane, john, *again) == ["Disputed"] * 4
    phase = absence("mary", "use")
    assert statuses(jane, absence("mary"), phase) == ["Disputed"] * 3


def test_absence_of_a_coder_does_not_stand_against_what_the_same_coder_states() -> None:
    assert statuses(coding("jane", "a", ONE), absence("jane", "use")) == ["Tentative"] * 2


@pytest.mark.parametrize("status", ["Accepted", "Tentative", "Disputed"])
def test_written_status_stays(status: str) -> None:
    jane, john = coding("jane", "a", ONE, status=status), coding("john", "a", OTHER)
    assert standings(jane, john)[jane.iri] == Standing(status, None, (john.iri,))


def test_order_does_not_matter() -> None:
    said = [coding("jane", "a", ONE), coding("john", "a", OTHER), coding("mary", "a", ONE)]
    said += [absence("bot"), *agreed(3)]
    assert standings(*said) == standings(*reversed(said))


def test_comparison_grows_as_if_it_had_been_whole() -> None:
    said = [coding("jane", "a", ONE), coding("john", "a", OTHER), absence("mary"), *agreed(3)]
    grown = Comparison()
    for one in said:
        grown = grown.with_more([one])
    assert grown.standings() == standings(*said)


def by(kind: CoderKind, stands: Statement, *others: Statement) -> Adjudication:
    return replace(decision(stands, *others), by=kind)


@pytest.mark.parametrize("kind", [CoderKind.SOFTWARE, CoderKind.UNKNOWN])
def test_only_people_and_consensuses_decide(kind: CoderKind) -> None:
    bots = coding("bot1", "a", ONE), coding("bot2", "a", OTHER)
    assert statuses(*bots, decided=(by(kind, *bots),)) == ["Disputed", "Disputed"]
    jane, john = coding("jane", "a", ONE), coding("john", "a", ONE)
    own = coding("bot3", "z", "choice model screening cards")
    assert statuses(jane, john, own, decided=(by(kind, own, jane, john),)) == [
        "Accepted",
        "Accepted",
        "Tentative",
    ]
    assert statuses(*bots, decided=(by(CoderKind.CONSENSUS, *bots),)) == ["Accepted", "Disputed"]


@pytest.mark.parametrize("status", ["Proposed", "Retracted"])
def test_decision_for_a_draft_or_for_what_was_withdrawn_decides_nothing(status: str) -> None:
    jane = coding("jane", "a", ONE, status=status)
    john, mary = coding("john", "a", OTHER), coding("mary", "a", OTHER)
    assert statuses(jane, john, mary, decided=(decision(jane, john),)) == [
        status,
        "Accepted",
        "Accepted",
    ]


def test_decision_for_a_statement_is_one_against_the_absences_that_deny_it() -> None:
    jane, none, later = coding("jane", "a", ONE), absence("bot"), absence("mary", "choice")
    found = standings(jane, none, later, decided=(decision(jane),))
    assert [found[s.iri].status for s in (jane, none, later)] == [
        "Accepted",
        "Disputed",
        "Tentative",
    ]
    assert found[none.iri].why == "It is overruled: an adjudication decided for another."


def test_adjudication_confirms_what_agrees_in_spite_of_low_agreement_over_all() -> None:
    jane, john = coding("jane", "a", ONE), coding("john", "a", OTHER)
    said = [jane, john, *agreed(2)]
    confirmed = [one for one in said if one.publication == "Agreed0"]
    found = standings(*said, decided=(decision(*confirmed),))
    assert [found[one.iri].status for one in confirmed] == ["Accepted", "Tentative"]
    assert found["Agreed1.jane.a"].status == "Tentative"


def test_programs_do_not_count_for_agreement_over_all_where_two_people_coded() -> None:
    said = [coding(c, "a", ONE, publication=f"P{n}") for n in range(9) for c in ("jane", "john")]
    bot = coding("bot", "a", "use output monitoring logs", publication="P0")
    assert Comparison().with_more([*said, bot]).weak == {}
    assert standings(*said, bot)["P1.jane.a"].status == "Accepted"
    alone = [one for one in said if one.iri != "P0.john.a"]
    assert set(Comparison().with_more([*alone, bot]).weak) == {Variable.TARGET}


def test_coders_of_whom_nothing_is_recorded_do_not_count() -> None:
    jane, ghost = coding("jane", "a", ONE), coding("ghost", "a", ONE)
    other = coding("shade", "a", OTHER)
    unknown = [replace(said, coder_kind=CoderKind.UNKNOWN) for said in (ghost, other)]
    found = standings(jane, *unknown)
    assert {standing.status for standing in found.values()} == {"Tentative"}
    assert found[ghost.iri].why == "Nothing is recorded of its coder."


CODERS = ("bot1", "bot2", "bot3", "jane", "john", "cons")
JUDGES = (CoderKind.SOFTWARE, CoderKind.UNKNOWN, CoderKind.PERSON, CoderKind.CONSENSUS)


@st.composite
def corpora(
    draw: st.DrawFn, coders: tuple[str, ...] = CODERS, judges: tuple[CoderKind, ...] = JUDGES
) -> tuple[list[Statement], list[Adjudication]]:
    """Statements of coders about two papers, and adjudications between any of them."""
    words = ("use choice", "model output", "monitoring bonding", "logs cards", "3.1 3.2")
    said: dict[str, Statement] = {}
    for _ in range(draw(st.integers(1, 10))):
        coder, publication = draw(st.sampled_from(coders)), draw(st.sampled_from(["P1", "P2"]))
        match draw(st.integers(0, 5)):
            case 0:
                phase = draw(st.sampled_from([None, "use", "choice"]))
                one = absence(coder, phase, publication)
            case 1:
                one = report(coder, draw(st.sampled_from(["opaque-use", "other-use"])), publication)
            case _:
                values = " ".join(draw(st.sampled_from(word.split())) for word in words)
                status = draw(st.sampled_from([None, None, None, "Proposed", "Retracted"]))
                name = draw(st.sampled_from("abc"))
                one = coding(coder, name, values, publication=publication, status=status)
        said[one.iri] = one
    decided = []
    for _ in range(draw(st.integers(0, 4))):
        named = st.lists(st.sampled_from(sorted(said)), min_size=1, max_size=3, unique=True)
        stands = draw(st.sampled_from(sorted(said)))
        judge = draw(st.sampled_from(judges))
        between = frozenset(draw(named))
        decided.append(Adjudication(said[stands].publication, between, frozenset({stands}), judge))
    return list(said.values()), decided


@given(corpora(("bot1", "bot2", "bot3"), (CoderKind.SOFTWARE, CoderKind.UNKNOWN)))
def test_programs_never_make_anything_accepted(
    corpus: tuple[list[Statement], list[Adjudication]],
) -> None:
    said, decided = corpus
    assert "Accepted" not in statuses(*said, decided=tuple(decided))


@given(corpora())
def test_what_is_accepted_somebody_who_is_no_program_says_or_decided(
    corpus: tuple[list[Statement], list[Adjudication]],
) -> None:
    said, decided = corpus
    judges = (CoderKind.PERSON, CoderKind.CONSENSUS)
    chosen = {iri for one in decided if one.by in judges for iri in one.decides_for}
    found = standings(*said, decided=tuple(decided))
    for one in said:
        if found[one.iri].status == "Accepted":
            assert one.iri in chosen or any(
                other.coder_kind in judges
                and other.publication == one.publication
                and other.is_compared
                and other.says_the_same_as(one)
                for other in said
            )


@given(corpora(), st.randoms(use_true_random=False))
def test_neither_order_nor_growth_matters(
    corpus: tuple[list[Statement], list[Adjudication]], chance: Random
) -> None:
    said, decided = corpus
    shuffled = chance.sample(said, len(said))
    grown = Comparison()
    for one in shuffled:
        grown = grown.with_more([one])
    grown = grown.with_more([], reversed(decided))
    assert grown.standings() == standings(*said, decided=tuple(decided))
