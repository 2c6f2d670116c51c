"""What each step costs as the graph grows: lifting, validation, reasoning, the map.

Run by ``make bench``. Every figure is the median of three runs in one process, in CPU seconds.
Validation is left out where it would take minutes. `benchmarks.engines` compares the engines.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from atlas_kg.dataset import copy_of
from atlas_kg.knowledge_graph import reason
from atlas_kg.namespaces import GRAPH_ONTOLOGY
from atlas_kg.problem_solution_space import problem_solution_space
from atlas_kg.reasoning import DEFAULT_ENGINE, compile_rules, infer
from atlas_kg.store import EmbeddedStore
from atlas_kg.validation import validate_asserted
from benchmarks.generated import generated_dataset

SIZES = (27, 100, 1_000, 10_000)
RUNS = 3
VALIDATION_LIMIT = 1_000


def median_of(step: Callable[[], object]) -> float:
    """Return the median CPU time of a step in seconds."""
    durations = []
    for _ in range(RUNS):
        start = time.process_time()
        step()
        durations.append(time.process_time() - start)
    return statistics.median(durations)


def figures(size: int) -> dict[str, float]:
    """Measure every step on a dataset with a number of codings."""
    found = {"generate and lift": median_of(lambda: generated_dataset(size))}
    dataset = generated_dataset(size)
    asserted = copy_of(dataset.store)
    if size <= VALIDATION_LIMIT:
        found["validation"] = median_of(lambda: validate_asserted(dataset))
    rules = compile_rules(dataset.graph(GRAPH_ONTOLOGY))
    found["reasoning"] = median_of(lambda: infer(asserted, rules, DEFAULT_ENGINE))
    reason(dataset)
    store = EmbeddedStore(dataset.store)
    found["map"] = median_of(lambda: problem_solution_space(store))
    return found


def main() -> None:
    """Print a table of the steps."""
    print("Steps, in CPU seconds")
    names = ["generate and lift", "validation", "reasoning", "map"]
    print(f"{'codings':>8}  " + "  ".join(f"{name:>17}" for name in names))
    for size in SIZES:
        found = figures(size)
        cells = [f"{found[name]:17.3f}" if name in found else f"{'–':>17}" for name in names]
        print(f"{size:>8}  " + "  ".join(cells), flush=True)


if __name__ == "__main__":
    main()
