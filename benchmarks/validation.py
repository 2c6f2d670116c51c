"""What validation costs as the graph grows: compiled shapes and the reference, side by side.

Run by ``make bench``. The shapes are those that come along; one coding in a hundred is spoilt. The
figures are medians of three runs in one process, in CPU seconds. What a run needs before it, such
as rdflib's copy of the graph for the reference, is left out, and both must tell the same results.
The reference takes minutes on larger graphs and a quarter of an hour where the machine is busy, so
that it is run there only when asked for (``python -m benchmarks.validation --all``), and once.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, SH

from atlas_kg.formats import to_rdflib
from atlas_kg.namespaces import ATLAS, GRAPH_LITERATURE, GRAPH_ONTOLOGY
from atlas_kg.validation.changes import begin
from atlas_kg.validation.compiled import compile_shapes, find_results
from atlas_kg.validation.data import Data
from atlas_kg.validation.report import new_report
from benchmarks.faults import seed_faults
from benchmarks.generated import generated_dataset

SIZES = (1_000, 10_000, 100_000)
RUNS = 3
REFERENCE_LIMIT = 10_000
LATER = ("entailed", "style")
_PARTS = (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.sourceShape)


def median_of(step: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median CPU time of a step in seconds."""
    durations = []
    for _ in range(runs):
        start = time.process_time()
        step()
        durations.append(time.process_time() - start)
    return statistics.median(durations)


def told(report: rdflib.Graph) -> Counter[tuple[str, ...]]:
    """Return what a report tells, result by result."""
    found: Counter[tuple[str, ...]] = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        parts = [str(report.value(result, part)) for part in (*_PARTS, SH.value)]
        messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
        found[(*parts, *messages)] += 1
    return found


def change_of(data: Data) -> list[ox.Quad]:
    """Return one more coding, made like another."""
    solution = ox.NamedNode(str(ATLAS.codesSolution))
    codings = {
        quad.subject
        for quad in data.store.quads_for_pattern(None, solution, None, GRAPH_LITERATURE)
        if isinstance(quad.subject, ox.NamedNode)
    }
    model = max(codings, key=lambda coding: coding.value)
    new = ox.NamedNode(f"{model.value}-more")
    parts = data.store.quads_for_pattern(model, None, None, GRAPH_LITERATURE)
    return [ox.Quad(new, quad.predicate, quad.object, GRAPH_LITERATURE) for quad in parts]


def figures(size: int, *, with_reference: bool) -> dict[str, float]:
    """Measure validation of a graph with a number of codings."""
    dataset = generated_dataset(size)
    seed_faults(dataset.store, 0.01)
    shapes = rdflib.Graph()
    for name, graph in dataset.shapes.items():
        for triple in graph if name not in LATER else ():
            shapes.add(triple)
    data = Data(dataset.store, (GRAPH_ONTOLOGY, GRAPH_LITERATURE))
    compiled = compile_shapes(shapes)
    if compiled.left:
        sys.exit(f"The compiler leaves shapes to the reference: {compiled.left}")
    found = {"compiled": median_of(lambda: find_results(compile_shapes(shapes), _fresh(data)))}
    validation = begin(compiled, data)
    added = change_of(data)
    validation = validation.after(added).after(removed=added)
    changes = []
    for _ in range(RUNS):
        start = time.process_time()
        after = validation.after(added)
        changes.append(time.process_time() - start)
        validation = after.after(removed=added)
    found["one coding"] = statistics.median(changes)
    found["results"] = len(validation.results)
    if with_reference:
        graph = to_rdflib(dataset.store)
        reports: list[rdflib.Graph] = []

        def refer() -> None:
            reports.append(pyshacl.validate(graph, shacl_graph=shapes, inference="none")[1])

        found["pyshacl"] = median_of(refer, RUNS if size < REFERENCE_LIMIT else 1)
        if told(reports[0]) != told(new_report(validation.results, data, shapes)):
            sys.exit(f"The validators disagree at {size} codings.")
    return found


def _fresh(data: Data) -> Data:
    """Return the data graph with nothing remembered of it."""
    return Data(data.store, data.graphs)


def main() -> None:
    """Print a table of both validators, and how much the compiled shapes gain."""
    print("Validation, in CPU seconds: in full, of one coding added, in full by the reference")
    print(f"{'codings':>8}  {'results':>8}  {'compiled':>10}  {'one coding':>10}  {'pyshacl':>10}")
    for size in SIZES:
        wanted = size <= REFERENCE_LIMIT or "--all" in sys.argv
        found = figures(size, with_reference=wanted)
        reference = f"{found['pyshacl']:10.2f}" if wanted else f"{'–':>10}"
        line = f"{size:>8}  {found['results']:>8}  {found['compiled']:10.3f}"
        line += f"  {found['one coding']:10.4f}  {reference}"
        line += f"   compiled/one coding = {found['compiled'] / found['one coding']:.0f}"
        if wanted:
            line += f"   pyshacl/compiled = {found['pyshacl'] / found['compiled']:.0f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
