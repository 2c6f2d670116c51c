"""What measuring agreement costs: the statements of two coders, asked, aligned and resampled.

Run by ``make bench``. Every figure is the median of three runs in one process, in CPU seconds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from atlas_kg.coder_agreement import coder_agreement
from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Location
from atlas_kg.lifting import lift
from atlas_kg.literature import read_literature
from atlas_kg.model import Link, Record, Scalar
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, PROV
from atlas_kg.store import EmbeddedStore
from benchmarks.steps import median_of

SIZES = (100, 1_000, 10_000)
CODERS = ("jane", "john")
DIFFERENT = 0.1
"""How often the second coder says something else, in each variable."""
VARIABLES = ("phase", "target", "mechanism", "solution")

_NOWHERE = Location(Path("generated"))


def coded_twice(publications: int, *, seed: int = 1) -> Dataset:
    """Return the seed dataset with publications of which two coders make one statement each."""
    dataset = load(Sources.carried())
    records = read_literature(Sources.carried().data, dataset.record_shapes).records
    models = [record for record in records if record.kind == "coding"]
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    lifted = lift(_records(publications, models, chance), dataset.record_shapes)
    dataset.store.extend(
        ox.Quad(t.subject, t.predicate, t.object, GRAPH_LITERATURE) for t in lifted.triples
    )
    return dataset


def _records(number: int, models: list[Record], chance: random.Random) -> Iterator[Record]:
    for coder in CODERS:
        fields = {"label": _scalar(coder), "kind": _scalar("HumanCoder")}
        yield Record("coder", coder, _NOWHERE, fields)
    for place in range(number):
        key = f"Generated{place}"
        yield Record("publication", key, _NOWHERE, {"label": _scalar(key)})
        model = chance.choice(models)
        for coder in CODERS:
            fields = {name: model.fields[name] for name in (*VARIABLES, "section")}
            for name in VARIABLES:
                if coder == CODERS[-1] and chance.random() < DIFFERENT:
                    fields[name] = chance.choice(models).fields[name]
            links = (
                Link(str(PROV.wasDerivedFrom), "publication", key),
                Link(str(ATLAS.codedBy), "coder", coder),
            )
            yield Record("coding", f"{key}.{coder}.c", _NOWHERE, fields, links)


def _scalar(text: str) -> tuple[Scalar, ...]:
    return (Scalar(text, _NOWHERE),)


def main() -> None:
    """Print a table of sizes."""
    print("Agreement of two coders, in CPU seconds")
    print(f"{'publications':>12}  {'codings':>8}  {'agree':>8}")
    for size in SIZES:
        store = EmbeddedStore(coded_twice(size).store)
        seconds = median_of(partial(coder_agreement, store))
        print(f"{size:>12}  {size * len(CODERS):>8}  {seconds:8.3f}", flush=True)


if __name__ == "__main__":
    main()
