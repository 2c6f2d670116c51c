"""A literature of about a million statements, the same on every machine.

Publications cite each other as publications do, a few of them most of the time (Zipf's law with
exponent 1); authors and venues have their shares of them; solutions form a tree of concepts; and
codings say of a solution in which phase, to which target, it implements which mechanism. The
vocabulary is that of the ontology, and the sources of the atlas are part of it, so that the phases
are a chain. It is made as text and not record by record, as `benchmarks.generated` does, because
only the shape matters to an engine that answers queries.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, THING

__all__ = [
    "WORDS",
    "Scale",
    "author",
    "coding",
    "publication",
    "solution",
    "venue",
    "write_literature",
]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_DCTERMS = "http://purl.org/dc/terms/"
_BIBO = "http://purl.org/ontology/bibo/"
_CITO = "http://purl.org/spar/cito/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PROV = "http://www.w3.org/ns/prov#"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"

_MECHANISMS = ("Signaling", "Screening", "Bonding", "Monitoring")
_PHASES = (
    "DataAcquisitionAndPreparation",
    "ModelSelection",
    "ModelDevelopment",
    "ModelDeploymentAndMonitoring",
)
_TARGETS = ("Dataset", "Model", "ModelOutput")
_STATUSES = ("Accepted", "Accepted", "Accepted", "Tentative", "Disputed", "Proposed")
WORDS = (
    "adaptation",
    "alignment",
    "annotation",
    "audit",
    "bias",
    "contract",
    "data",
    "decoding",
    "dialogue",
    "distillation",
    "evaluation",
    "evidence",
    "explanation",
    "feedback",
    "filtering",
    "governance",
    "grounding",
    "guardrails",
    "hallucination",
    "incentive",
    "instruction",
    "interpretability",
    "language",
    "learning",
    "model",
    "monitoring",
    "oversight",
    "planning",
    "preference",
    "privacy",
    "prompting",
    "reasoning",
    "red-teaming",
    "retrieval",
    "reward",
    "robustness",
    "safety",
    "sampling",
    "screening",
    "signal",
    "supervision",
    "toxicity",
    "transparency",
    "trust",
    "tuning",
)


@dataclass(frozen=True)
class Scale:
    """How much of everything there is.

    Attributes:
        publications: Works; each has about three authors and cites about six of the others.
        authors: Persons.
        venues: Where works appeared.
        solutions: Concepts in a tree in which each has up to five narrower ones.
        codings: Statements about solutions, about three a work.
    """

    publications: int = 20_000
    authors: int = 8_000
    venues: int = 100
    solutions: int = 3_000
    codings: int = 62_000

    def smaller(self, part: int) -> Scale:
        """Return a scale that is so many times smaller, as tests want it."""
        return Scale(
            self.publications // part,
            self.authors // part,
            max(4, self.venues // part),
            max(40, self.solutions // part),
            self.codings // part,
        )


def publication(number: int) -> str:
    """Return the IRI of a publication."""
    return f"{THING}publication/Scaled{number}"


def author(number: int) -> str:
    """Return the name of an author."""
    return f"Author, Number {number}"


def venue(number: int) -> str:
    """Return the name of a venue."""
    return f"Proceedings of Venue {number}"


def solution(number: int) -> str:
    """Return the IRI of a solution; number 0 is the root of the tree."""
    return f"{THING}solution/scaled-{number}"


def coding(number: int) -> str:
    """Return the IRI of a coding."""
    return f"{THING}coding/Scaled.{number}"


def write_literature(path: Path, scale: Scale, *, seed: int = 1) -> int:
    """Write the sources, what follows from them, and a literature, as N-Quads.

    Args:
        path: The file to write.
        scale: How much of everything.
        seed: What makes the choice repeatable.

    Returns:
        How many quads were written.
    """
    sources = build(Sources.carried()).store
    count = len(sources)
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    with path.open("wb") as file:
        sources.dump(file, ox.RdfFormat.N_QUADS)
        for part in (_works, _tree, _statements):
            for subject, predicate, value in part(scale, chance):
                file.write(f"<{subject}> <{predicate}> {value} {GRAPH_LITERATURE} .\n".encode())
                count += 1
    return count


def _works(scale: Scale, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    numbers = range(scale.publications)
    fame = list(accumulate(1 / (rank + 1) for rank in numbers))
    for number in numbers:
        work = publication(number)
        title = " ".join(chance.choices(WORDS, k=chance.randint(5, 9)))
        yield work, _TYPE, f"<{ATLAS.Publication}>"
        yield work, _LABEL, f'"Scaled ({number})"@en'
        yield work, f"{_DCTERMS}title", f'"{title.capitalize()} {number}"'
        yield work, f"{_DCTERMS}issued", f'"{chance.randint(2015, 2026)}"^^<{_INTEGER}>'
        yield work, f"{_DCTERMS}isPartOf", f'"{venue(number % scale.venues)}"'
        if chance.random() < 0.7:  # noqa: PLR2004 - most works have one
            yield work, f"{_BIBO}doi", f'"10.5555/scaled.{number}"'
        if chance.random() < 0.2:  # noqa: PLR2004 - few have one
            yield work, f"{_SKOS}editorialNote", f'"Checked in round {number % 7}."@en'
        for person in {chance.randrange(scale.authors) for _ in range(3)}:
            yield work, f"{_DCTERMS}creator", f'"{author(person)}"'
        for cited in set(chance.choices(numbers, cum_weights=fame, k=chance.randint(2, 12))):
            yield work, f"{_CITO}cites", f"<{publication(cited)}>"


def _tree(scale: Scale, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for number in range(scale.solutions):
        concept = solution(number)
        yield concept, _TYPE, f"<{ATLAS.Solution}>"
        yield concept, _LABEL, f'"{" ".join(chance.choices(WORDS, k=3))} {number}"@en'
        if number:
            yield concept, f"{_SKOS}broader", f"<{solution((number - 1) // 5)}>"


def _statements(scale: Scale, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    for number in range(scale.codings):
        statement = coding(number)
        work = chance.randrange(scale.publications)
        yield statement, _TYPE, f"<{ATLAS.Coding}>"
        yield statement, _LABEL, f'"Coding {number}"@en'
        yield statement, str(ATLAS.codesSolution), f"<{solution(number % scale.solutions)}>"
        yield statement, str(ATLAS.codesMechanism), f"<{ATLAS[chance.choice(_MECHANISMS)]}>"
        yield statement, str(ATLAS.codesPhase), f"<{ATLAS[chance.choice(_PHASES)]}>"
        yield statement, str(ATLAS.codesTarget), f"<{ATLAS[chance.choice(_TARGETS)]}>"
        yield statement, str(ATLAS.codedBy), f"<{THING}coder/scaled-{number % 40}>"
        yield statement, str(ATLAS.hasStatus), f"<{ATLAS[chance.choice(_STATUSES)]}>"
        yield statement, f"{_PROV}wasDerivedFrom", f"<{publication(work)}>"
        yield statement, str(ATLAS.locator), f'"{chance.randint(1, 9)}.{chance.randint(1, 9)}"'
        for cited in {chance.randrange(scale.publications) for _ in range(chance.randint(0, 2))}:
            yield statement, f"{_CITO}citesAsEvidence", f"<{publication(cited)}>"
