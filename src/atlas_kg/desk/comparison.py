"""Codings of a publication side by side: where coders differ, how far they agree, who decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.agreement.coefficients import Coefficient, alpha, kappa, percent_agreement
from atlas_kg.agreement.disagreements import Decision
from atlas_kg.agreement.settlement import Adjudication, Settlement, State
from atlas_kg.agreement.statement import CoderKind, StatementKind
from atlas_kg.agreement.units import FOUR, Unit, Variable, aligned
from atlas_kg.desk.desk import Desk
from atlas_kg.desk.statements import (
    Condition,
    Told,
    conditions_of,
    kind_of_coder,
    statements_of,
)
from atlas_kg.namespaces import (
    ATLAS,
    DCTERMS,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    GRAPH_PROPOSED,
    PROV,
    thing,
)

__all__ = ["Agreement", "Compared", "Comparison", "compare"]

_SOURCE = ox.NamedNode(str(PROV.wasDerivedFrom))
_CODER = ox.NamedNode(str(ATLAS.codedBy))
_ARISES = ox.NamedNode(str(ATLAS.arisesIn))
_DECIDES = ox.NamedNode(str(ATLAS.decidesFor))
_BY = ox.NamedNode(str(PROV.wasAttributedTo))
_ADJUDICATES = ox.NamedNode(str(ATLAS.adjudicates))
_REASON = ox.NamedNode(str(DCTERMS.description))
_DATE = ox.NamedNode(str(DCTERMS.created))


@dataclass(frozen=True)
class Compared:
    """Statements about the same thing, and what was decided between them.

    Attributes:
        unit: The statements.
        decision: What an adjudication decided, if there is one.
        state: What is left to decide.
        can_be_accepted: Whether a decision can accept what is tentative and nobody contradicts.
    """

    unit: Unit
    decision: Decision | None
    state: State
    can_be_accepted: bool

    @property
    def name(self) -> str:
        """The IRI of the first statement that stands here and nowhere else."""
        said = self.unit.statements
        own = (one.iri for one in said if one.kind is not StatementKind.ABSENCE)
        return next(own, said[0].iri)

    @property
    def is_open(self) -> bool:
        """Whether an adjudicator has to decide here: statements differ, and nobody has decided."""
        return self.state is State.OPEN


@dataclass(frozen=True)
class Agreement:
    """How far the coders of a publication agree in a variable.

    Attributes:
        variable: What is compared.
        percent: The share of agreeing pairs.
        alpha: Krippendorff's alpha.
        kappa: Cohen's kappa, where there are two coders.
    """

    variable: Variable
    percent: Coefficient
    alpha: Coefficient
    kappa: Coefficient | None


@dataclass(frozen=True)
class Comparison:
    """What the coders of a publication say.

    Attributes:
        publication: The key of the publication.
        coders: The IRIs of the coders.
        units: What they say, aligned.
        told: The statements with the words of their coders, by IRI.
        agreement: How far they agree, in each variable; nothing where nothing is compared.
        conditions: The conditions that they took from the publication, which are not compared.
    """

    publication: str
    coders: tuple[str, ...]
    units: tuple[Compared, ...]
    told: Mapping[str, Told]
    agreement: tuple[Agreement, ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something waits for an adjudicator."""
        return any(unit.is_open for unit in self.units)

    def decided_by(self, compared: Compared, chosen: str) -> tuple[str, ...]:
        """Return the statements on which a decision decides, by IRI.

        Who decides that there is no agency problem decides against all that contradicts this.

        Args:
            compared: Where it is decided.
            chosen: The IRI of the statement that stands.
        """
        found = list(compared.unit.statements)
        is_absent = any(s.iri == chosen and s.kind is StatementKind.ABSENCE for s in found)
        for other in self.units if is_absent else ():
            if other.is_open and any(said.iri == chosen for said in other.unit.statements):
                found += other.unit.statements
        return tuple(dict.fromkeys(said.iri for said in found))


def compare(desk: Desk, publication: str) -> Comparison | None:
    """Compare what the coders of a publication say, as far as everybody may see it.

    Args:
        desk: The desk.
        publication: The key of the publication.

    Returns:
        The comparison, or None where there are no two codings that everybody may see.
    """
    node = thing("publication", publication)
    store = _about(desk, node)
    graphs = (GRAPH_LITERATURE, GRAPH_PROPOSED)
    told = statements_of(store, node, graphs)
    conditions = conditions_of(store, node, graphs)
    statements = [one.statement for one in told if one.statement.is_compared]
    coding = {one.coder for one in statements} | {one.coder for one in conditions}
    coders = tuple(sorted(coding))
    if len(coders) < 2:  # noqa: PLR2004 - two coders make a comparison
        return None
    settled = Settlement.of(_adjudications(store, node.value), {node.value: statements})
    decisions = tuple(_decisions(store))
    units = tuple(
        Compared(
            unit,
            _chosen(unit, settled, decisions),
            settled.state(unit),
            settled.can_be_accepted(unit),
        )
        for unit in aligned(statements)
    )
    by_iri = {one.statement.iri: one for one in told}
    agreement = tuple(_agreement(units, coders)) if units else ()
    return Comparison(publication, coders, units, by_iri, agreement, conditions)


def _about(desk: Desk, publication: ox.NamedNode) -> ox.Store:
    """Return what is published and what waits about one publication."""
    store, published = ox.Store(), desk.graph.store
    held = ((published, GRAPH_LITERATURE), (desk.waiting.store, GRAPH_PROPOSED))
    store.extend(published.quads_for_pattern(None, _ARISES, None, GRAPH_ONTOLOGY))
    for source, graph in held:
        for said in source.quads_for_pattern(None, _SOURCE, publication, graph):
            store.extend(source.quads_for_pattern(said.subject, None, None, graph))
    coders = {
        quad.object
        for role in (_CODER, _BY)
        for quad in store.quads_for_pattern(None, role, None, None)
    }
    for source, graph in held:
        for coder in coders:
            if isinstance(coder, ox.NamedNode):
                store.extend(source.quads_for_pattern(coder, None, None, graph))
    return store


def _adjudications(store: ox.Store, publication: str) -> Iterator[Adjudication]:
    for decided in store.quads_for_pattern(None, _DECIDES, None, None):
        said = store.quads_for_pattern(decided.subject, _ADJUDICATES, None, None)
        by = [quad.object for quad in store.quads_for_pattern(decided.subject, _BY, None, None)]
        judges = [kind_of_coder(store, one) for one in by if isinstance(one, ox.NamedNode)]
        yield Adjudication(
            publication,
            frozenset(_iri(quad.object) for quad in said),
            frozenset({_iri(decided.object)}),
            next(iter(judges), CoderKind.UNKNOWN),
        )


def _decisions(store: ox.Store) -> Iterator[Decision]:
    """Yield what was decided."""
    for decided in store.quads_for_pattern(None, _DECIDES, None, None):
        subject = decided.subject
        by, reason, date = (
            min((_text(quad.object) for quad in found), default="")
            for found in (
                store.quads_for_pattern(subject, predicate, None, None)
                for predicate in (_BY, _REASON, _DATE)
            )
        )
        said = store.quads_for_pattern(subject, _ADJUDICATES, None, None)
        about = frozenset(_iri(quad.object) for quad in said)
        yield Decision(_iri(subject), about, _iri(decided.object), by, reason, date)


def _chosen(unit: Unit, settled: Settlement, decisions: Iterable[Decision]) -> Decision | None:
    """Return the decision for a statement of a unit that counts, if there is one."""
    stands = {said.iri for said in unit.statements} & settled.stands
    found = (decision for decision in decisions if decision.decided in stands)
    return min(found, key=lambda decision: (decision.decided, decision.iri), default=None)


def _agreement(units: Iterable[Compared], coders: tuple[str, ...]) -> Iterator[Agreement]:
    codings = [one.unit for one in units if one.unit.kind is StatementKind.CODING]
    for variable in (*FOUR, Variable.OVERALL):
        rows = [[unit.value(coder, variable) for coder in coders] for unit in codings]
        yield Agreement(
            variable,
            percent_agreement(rows),
            alpha(rows),
            kappa(rows) if len(coders) == 2 else None,  # noqa: PLR2004 - it is defined for two
        )


def _iri(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else ""


def _text(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""
