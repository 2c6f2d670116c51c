"""Evidence: who says a statement, and who decided where coders differed."""

from __future__ import annotations

import pyoxigraph as ox

from atlas_kg.explanation.evidence import Provenance
from atlas_kg.namespaces import ATLAS, DCTERMS, PROV, RDFS, term, thing


def test_status_tells_who_decided_and_why() -> None:
    coding, other = thing("coding", "Doe2025.jane.a"), thing("coding", "Doe2025.john.a")
    decision, mary = thing("adjudication", "Doe2025.a"), thing("coder", "mary")
    text = ox.Literal
    store = ox.Store()
    for subject, predicate, value in (
        (coding, ATLAS.hasStatus, term("Accepted")),
        (coding, ATLAS.explainsStatus, text("An adjudication decided for it.")),
        (decision, ATLAS.adjudicates, coding),
        (decision, ATLAS.adjudicates, other),
        (decision, PROV.wasAttributedTo, mary),
        (decision, DCTERMS.description, text("Section 2 says so.")),
        (mary, RDFS.label, text("Mary Major")),
    ):
        store.add(ox.Quad(subject, ox.NamedNode(str(predicate)), value))
    status = ox.Triple(coding, ox.NamedNode(str(ATLAS.hasStatus)), term("Accepted"))
    assert list(Provenance(store).of_statement(status).as_lines()) == [
        "follows from what all coders say: An adjudication decided for it.",
        "Mary Major decided: Section 2 says so.",
    ]
