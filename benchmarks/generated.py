"""Datasets of any size with the shape of the seed set."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Location
from atlas_kg.lifting import lift
from atlas_kg.literature import read_literature
from atlas_kg.model import Record, Scalar
from atlas_kg.namespaces import GRAPH_LITERATURE

__all__ = ["generated_dataset"]

_NOWHERE = Location(Path("generated"))


def generated_dataset(codings: int, *, seed: int = 1) -> Dataset:
    """Return the seed dataset with more codings.

    Each new coding is one of the seed set with another of its solutions and up to three of its
    works, so that cells, problems and mechanisms keep their proportions.

    Args:
        codings: How many codings there are to be in all.
        seed: What makes the choice repeatable.
    """
    sources = Sources.carried()
    dataset = load(sources)
    records = read_literature(sources.data, dataset.record_shapes).records
    models = [record for record in records if record.kind == "coding"]
    solutions = [record.slug for record in records if record.kind == "solution"]
    works = [record.slug for record in records if record.kind == "publication"]
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def coding(number: int) -> Record:
        model = chance.choice(models)
        support = chance.sample(works, chance.randint(0, 3))
        fields = dict(model.fields) | {"solution": (_scalar(chance.choice(solutions)),)}
        fields.pop("support", None)
        if support:
            fields["support"] = tuple(map(_scalar, support))
        label = f"Generated coding {number}"
        return Record("coding", f"generated.{number}", _NOWHERE, fields, model.links, label)

    more = lift((coding(n) for n in range(codings - len(models))), dataset.record_shapes)
    dataset.store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in more.triples
    )
    return dataset


def _scalar(text: str) -> Scalar:
    return Scalar(text, _NOWHERE)
