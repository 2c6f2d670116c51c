"""The boxes of the flow diagram add up, whatever was decided, recorded and coded."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF

from atlas_kg.namespaces import ATLAS, GRAPH_CORPUS, GRAPH_LITERATURE, PROV, thing
from atlas_kg.prisma import flow_of
from atlas_kg.store import EmbeddedStore

KINDS = ("Coding", "ProblemReport", "AbsenceReport", "Adjudication")
STATUSES = ("Accepted", "Tentative", "Disputed", "Proposed", "Retracted")
PUBLICATIONS = range(6)


@dataclass(frozen=True)
class Review:
    """What was decided, recorded and coded.

    Attributes:
        works: Of each work the outcomes of its decisions, and the publication that it is, if any.
        statements: Of each statement its publication, kind and status.
    """

    works: list[tuple[list[str], int | None]]
    statements: list[tuple[int, str, str]]

    @property
    def coded(self) -> set[int]:
        return {
            publication
            for publication, kind, status in self.statements
            if kind != "Adjudication" and status not in ("Proposed", "Retracted")
        }

    def store(self) -> ox.Store:
        store = ox.Store()

        def say(subject: ox.NamedNode, name: str, value: str, graph: ox.NamedNode) -> None:
            quad = ox.Quad(subject, ox.NamedNode(name), ox.NamedNode(value), graph)
            store.add(quad)

        for number in PUBLICATIONS:
            named = thing("publication", str(number))
            say(named, str(RDF.type), str(ATLAS.Publication), GRAPH_LITERATURE)
        for number, (publication, kind, status) in enumerate(self.statements):
            named = thing("statement", str(number))
            source = thing("publication", str(publication)).value
            say(named, str(RDF.type), str(ATLAS[kind]), GRAPH_LITERATURE)
            say(named, str(PROV.wasDerivedFrom), source, GRAPH_LITERATURE)
            if kind != "Adjudication":
                say(named, str(ATLAS.hasStatus), str(ATLAS[status]), GRAPH_LITERATURE)
        for number, (outcomes, same) in enumerate(self.works):
            work = thing("work", str(number))
            say(work, str(RDF.type), str(ATLAS.IdentifiedWork), GRAPH_CORPUS)
            if same is not None:
                record = thing("publication", str(same)).value
                say(work, str(ATLAS.recordedAs), record, GRAPH_CORPUS)
            for place, outcome in enumerate(outcomes):
                decision = thing("screening", f"{place}.{number}")
                say(decision, str(RDF.type), str(ATLAS.ScreeningDecision), GRAPH_CORPUS)
                say(decision, str(ATLAS.decidesOn), work.value, GRAPH_CORPUS)
                say(decision, str(ATLAS.hasOutcome), str(ATLAS[outcome]), GRAPH_CORPUS)
        return store


works = st.tuples(
    st.lists(st.sampled_from(("Included", "Excluded")), max_size=3),
    st.none() | st.sampled_from(PUBLICATIONS),
)
statements = st.tuples(
    st.sampled_from(PUBLICATIONS), st.sampled_from(KINDS), st.sampled_from(STATUSES)
)
reviews = st.builds(Review, st.lists(works, max_size=8), st.lists(statements, max_size=8))


@settings(max_examples=150, deadline=None)
@given(reviews)
def test_every_box_adds_up(review: Review) -> None:
    flow = flow_of(EmbeddedStore(review.store()))
    stages = flow.stages
    assert stages["works"] == stages["screened"] + flow.waiting == len(review.works)
    assert stages["screened"] == stages["included"] + stages["excluded"] + stages["differing"]
    included = [same for outcomes, same in review.works if set(outcomes) == {"Included"}]
    recorded = [same for same in included if same is not None]
    assert stages["included"] == len(included)
    assert stages["recorded"] == len(recorded)
    assert stages["coded"] == sum(same in review.coded for same in recorded)
    # No publication counts twice: it is a work of a list, or was found otherwise.
    listed = {same for _, same in review.works if same is not None}
    assert stages["otherPublications"] + len(listed) == len(PUBLICATIONS)
    assert stages["otherCoded"] == len(review.coded - listed)
