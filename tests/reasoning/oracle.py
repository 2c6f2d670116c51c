"""The derived links worked out from asserted facts by hand, without rules, axioms or an engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.namespaces import ATLAS, compress
from tests.reasoning.seed import Link, Triples

Pair = tuple[str, str]


@dataclass(frozen=True)
class Statement:
    """A coding as a reader sees it."""

    coding: str
    solution: str
    mechanism: str
    cell: Pair
    status: str


def pairs(triples: Triples, name: str) -> frozenset[Pair]:
    """Return what a property of the ontology relates, as CURIEs."""
    wanted = ox.NamedNode(ATLAS[name])
    return frozenset(
        (compress(t.subject.value), compress(t.object.value))
        for t in triples
        if t.predicate == wanted
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
    )


def statements(triples: Triples) -> list[Statement]:
    """Return the codings of which every part is there."""
    names = ("codesSolution", "codesMechanism", "codesPhase", "codesTarget", "hasStatus")
    solution, mechanism, phase, target, status = (dict(pairs(triples, name)) for name in names)
    return [
        Statement(c, solution[c], mechanism[c], (phase[c], target[c]), status[c])
        for c in sorted(solution.keys() & mechanism.keys() & phase.keys() & target.keys())
        if c in status
    ]


def problems_at(triples: Triples, cell: Pair) -> frozenset[str]:
    """Return the agency problems of a phase that concern a target."""
    phase, target = pairs(triples, "arisesIn"), pairs(triples, "concernsTarget")
    return frozenset(x for x, p in phase if p == cell[0] and (x, cell[1]) in target)


def evidence(triples: Triples) -> dict[Link, frozenset[str]]:
    """Return the links that literature yields, each with the codings that it rests on.

    Accepted and tentative codings yield links of their own.
    """
    rests: defaultdict[Link, set[str]] = defaultdict(set)
    names = {
        "atlas:Accepted": ("atlas:implements", "atlas:appliedAgainst", "atlas:addresses"),
        "atlas:Tentative": (
            "atlas:tentativelyImplements",
            "atlas:tentativelyAppliedAgainst",
            "atlas:tentativelyAddresses",
        ),
    }
    for said in statements(triples):
        if said.status in names:
            implements, applied, addresses = names[said.status]
            rests[said.solution, implements, said.mechanism].add(said.coding)
            for problem in problems_at(triples, said.cell):
                rests[said.mechanism, applied, problem].add(said.coding)
                rests[said.solution, addresses, problem].add(said.coding)
    return {found: frozenset(codings) for found, codings in rests.items()}


def expected(triples: Triples) -> frozenset[Link]:
    """Return all links that follow from asserted facts."""
    predicted = {
        (m, "atlas:counters", x)
        for m, mitigated in pairs(triples, "mitigates")
        for x, asymmetry in pairs(triples, "hasAsymmetry")
        if mitigated == asymmetry
    }
    return frozenset(predicted) | frozenset(evidence(triples))
