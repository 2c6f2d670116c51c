"""The compiled rules against the approved test cases of W3C for the profile OWL 2 RL.

Each case is claimed, refused by the compiler, or listed below with the reason why neither holds.
Instances are what the rules are about: values of datatypes and what is said of classes and
properties only by annotations is not for them to tell.
"""

from __future__ import annotations

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.reasoning import ENGINES
from tests.reasoning.w3c import FILE, Case, cases, passes

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"There is no {FILE.name} to read.")

REFUSED = {
    "New-Feature-Keys-006": "owl:FunctionalProperty of literals",
    # Listed under RL, from which OWL 2 Profiles (section 4.2.5) takes it out.
    "New-Feature-ReflexiveProperty-001": "owl:ReflexiveProperty",
}

DATATYPES = "the values of datatypes are for shapes to check"
ANNOTATIONS = "the conclusion is an annotation, which has no meaning in the direct semantics"
DECLARATIONS = "the conclusion declares terms and says nothing of instances"
NOT_RDF = "the premise is in functional-style syntax only, and about " + DATATYPES

NOT_CLAIMED = {
    "Plus and Minus Zero are Distinct": NOT_RDF,
    "functionality-clash": NOT_RDF,
    "string-integer-clash": NOT_RDF,
    "WebOnt-I4.6-005-Direct": ANNOTATIONS,
    "WebOnt-equivalentClass-008-Direct": ANNOTATIONS,
    "WebOnt-sameAs-001": ANNOTATIONS,
    "WebOnt-I5.26-010": DECLARATIONS,
    "WebOnt-I5.5-005": DECLARATIONS,
    "WebOnt-I5.8-011": DECLARATIONS,
    "WebOnt-I5.8-006": DATATYPES,
    "WebOnt-I5.8-007": DATATYPES,
    "WebOnt-I5.8-008": DATATYPES,
    "WebOnt-I5.8-009": DATATYPES,
}

CASES = cases() if FILE.exists() else {}
CLAIMED = {name: case for name, case in CASES.items() if name not in {*REFUSED, *NOT_CLAIMED}}


@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {"owlrl"}))
@pytest.mark.parametrize("case", CLAIMED.values(), ids=CLAIMED)
def test_claimed_case_passes(case: Case, engine: str) -> None:
    assert passes(case, engine) is True


@pytest.mark.parametrize(("name", "construct"), REFUSED.items(), ids=REFUSED)
def test_refused_case_is_refused(name: str, construct: str) -> None:
    with pytest.raises(UsageError, match=construct):
        passes(CASES[name], "sparql")


@pytest.mark.parametrize("name", NOT_CLAIMED)
def test_case_that_is_not_claimed_does_not_pass(name: str) -> None:
    assert not passes(CASES[name], "sparql")


def test_most_cases_are_claimed() -> None:
    assert (len(CASES), len(CLAIMED), len(REFUSED), len(NOT_CLAIMED)) == (70, 55, 2, 13)
