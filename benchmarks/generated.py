"""Graphs of any size with the shape of the seed set, made record by record.

A generated paper makes as many statements as the seed paper, about phases, targets and mechanisms
in the same proportions. It brings solutions of its own and codes those of others too, and cites
other generated papers; so there are several solutions, works and (by added agency problems)
problems in a cell, and solutions and works grow with the codings.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Location
from atlas_kg.lifting import lift
from atlas_kg.literature import read_literature
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, GRAPH_ONTOLOGY, RDFS
from atlas_kg.record_shapes import RecordShapes

__all__ = ["generated_dataset", "generated_triples", "write_generated"]

OWN_SOLUTIONS = 7
"""Solutions that a generated paper brings; each is then coded about four times."""
PROBLEMS_IN_A_SITUATION = 3
"""Agency problems that arise in one phase and concern one target, the seed's own one included."""
NOT_ACCEPTED = 0.1
"""The share of codings that are proposed, disputed or retracted."""

_OTHER_STATUSES = ("Proposed", "Disputed", "Retracted")
_CHUNK = 1_000
_TYPE = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(str(RDFS.label))
_NOWHERE = Location(Path("generated"))


def generated_triples(codings: int, *, seed: int = 1) -> Iterator[ox.Triple]:
    """Yield ontology, seed set and generated codings, in the order in which they would be lifted.

    Args:
        codings: How many codings there are to be in all, the seed's own included.
        seed: What makes the choice repeatable.
    """
    dataset = load(Sources.carried())
    for quad in dataset.store:
        yield quad.triple
    yield from _more(dataset, codings, seed)


def generated_dataset(codings: int, *, seed: int = 1) -> Dataset:
    """Return the seed dataset with more codings, in memory; see `generated_triples`."""
    dataset = load(Sources.carried())
    dataset.store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE)
        for t in _more(dataset, codings, seed)
    )
    return dataset


def write_generated(path: Path, codings: int) -> None:
    """Write a generated graph as N-Triples; only a chunk of it is in memory at a time."""
    triples = generated_triples(codings)
    with path.open("w", encoding="utf-8") as file:
        while chunk := list(islice(triples, _CHUNK)):
            file.write("".join(f"{triple} .\n" for triple in chunk))


def _more(dataset: Dataset, codings: int, seed: int) -> Iterator[ox.Triple]:
    records = read_literature(Sources.carried().data, dataset.record_shapes).records
    models = {kind: [r for r in records if r.kind == kind] for kind in ("coding", "solution")}
    (paper,) = (r for r in records if r.kind == "publication" and r.slug == "Kaltenpoth2024")
    yield from _problems(dataset)
    wanted = codings - len(models["coding"])
    literature = _literature(paper, models["solution"], models["coding"], random.Random(seed))  # noqa: S311 - repeatable, not secret
    yield from _lifted(_first(literature, wanted), dataset.record_shapes)


def _problems(dataset: Dataset) -> Iterator[ox.Triple]:
    """Yield further agency problems beside each one of the ontology, and who reports them."""
    kind = ox.NamedNode(str(ATLAS.AgencyProblem))
    reports = ox.NamedNode(str(ATLAS.reportsProblem))
    problems = dataset.store.quads_for_pattern(None, _TYPE, kind, GRAPH_ONTOLOGY)
    for model in sorted(
        (q.subject for q in problems if isinstance(q.subject, ox.NamedNode)), key=str
    ):
        told = dataset.store.quads_for_pattern(None, reports, model, GRAPH_LITERATURE)
        (report, *_) = sorted(
            (q.subject for q in told if isinstance(q.subject, ox.NamedNode)), key=str
        )
        for number in range(1, PROBLEMS_IN_A_SITUATION):
            problem = ox.NamedNode(f"{model.value}-{number}")
            yield from _copied(dataset, model, problem)
            copy = ox.NamedNode(f"{report.value}-{number}")
            for triple in _copied(dataset, report, copy):
                is_told = triple.predicate == reports
                yield ox.Triple(copy, reports, problem) if is_told else triple


def _copied(dataset: Dataset, model: ox.NamedNode, copy: ox.NamedNode) -> Iterator[ox.Triple]:
    """Yield what is said of a thing for another one with a label of its own."""
    for quad in dataset.store.quads_for_pattern(model, None, None, None):
        if quad.predicate != _LABEL:
            yield ox.Triple(copy, quad.predicate, quad.object)
    yield ox.Triple(copy, _LABEL, ox.Literal(copy.value.rpartition("/")[2], language="en"))


def _literature(
    paper: Record, solutions: list[Record], codings: list[Record], chance: random.Random
) -> Iterator[Record]:
    """Yield papers without end, each followed by its solutions and codings."""
    known = [model.slug for model in solutions]
    number = 0
    while True:
        number += 1
        key = f"Generated{number}"
        yield replace(paper, slug=key, fields=dict(paper.fields) | _identifiers(key, number))
        for model in chance.sample(solutions, OWN_SOLUTIONS):
            slug = f"{model.slug}-{number}"
            known.append(slug)
            sources = {"label": (_scalar(slug),), "sources": (_scalar(key),)}
            yield replace(model, slug=slug, fields=dict(model.fields) | sources)
        coded = set()
        for place, model in enumerate(codings):
            cell = [model.fields[part][0].text for part in ("mechanism", "phase", "target")]
            solution = chance.choice(known)
            while (solution, *cell) in coded:
                solution = chance.choice(known)
            coded.add((solution, *cell))
            fields = dict(model.fields) | {"solution": (_scalar(solution),)}
            fields.pop("support", None)
            works = {chance.randint(1, number) for _ in range(chance.randint(0, 3))}
            if works:
                fields["support"] = tuple(_scalar(f"Generated{work}") for work in sorted(works))
            is_accepted = chance.random() >= NOT_ACCEPTED
            # As it follows, since the coder is a published consensus.
            status = "Accepted" if is_accepted else chance.choice(_OTHER_STATUSES)
            fields["status"] = (_scalar(status),)
            links = tuple(
                replace(link, slug=key) if link.kind == "publication" else link
                for link in model.links
            )
            slug = f"{key}.{place}"
            yield replace(model, slug=slug, fields=fields, links=links, label=f"Coding {slug}")


def _identifiers(key: str, number: int) -> dict[str, tuple[Scalar, ...]]:
    """Return the label and the identifiers of a paper, of months from which no work is yet."""
    month, place = divmod(number, 100_000)
    arxiv = f"99{month + 1:02}.{place:05}"
    texts = {
        "label": key,
        "doi": f"10.48550/arxiv.{arxiv}",
        "arxiv": arxiv,
        "url": f"https://arxiv.org/abs/{arxiv}",
        "identifiers": f"generated:{number}",
    }
    return {name: (_scalar(text),) for name, text in texts.items()}


def _first(records: Iterable[Record], codings: int) -> Iterator[Record]:
    for record in records:
        if record.kind == "coding":
            codings -= 1
        if codings < 0:
            return
        yield record


def _lifted(records: Iterator[Record], shapes: RecordShapes) -> Iterator[ox.Triple]:
    while chunk := list(islice(records, _CHUNK)):
        yield from lift(chunk, shapes).triples


def _scalar(text: str) -> Scalar:
    return Scalar(text, _NOWHERE)
