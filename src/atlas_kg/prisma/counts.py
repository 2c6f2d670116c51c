"""The counts of a review by stage, after PRISMA 2020.

Source: Page, M. J. et al. (2021). The PRISMA 2020 statement. BMJ 372:n71,
https://doi.org/10.1136/bmj.n71, figure 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore

__all__ = ["Flow", "flow_of"]


@dataclass(frozen=True)
class Flow:
    """How many works stand at each stage.

    Attributes:
        stages: The counts by the name of the stage, as ``queries/prisma/stages.rq`` gives them.
        lists: The lists, with their counts.
        reasons: The reasons of exclusion, with their counts.
        differences: The works on which screeners differ.
    """

    stages: Mapping[str, int]
    lists: tuple[Row, ...]
    reasons: tuple[Row, ...]
    differences: tuple[Row, ...]

    @property
    def duplicates(self) -> int:
        """How many records name a work that another record names as well."""
        return self.stages["records"] - self.stages["works"]

    @property
    def waiting(self) -> int:
        """How many works nobody has decided on."""
        return self.stages["works"] - self.stages["screened"]


def flow_of(store: SparqlStore) -> Flow:
    """Count the works of a review.

    Args:
        store: What answers queries on the graph.
    """
    counted = {row["stage"]: int(row["count"]) for row in rows(store, "prisma/stages")}
    return Flow(
        counted,
        rows(store, "prisma/lists"),
        rows(store, "prisma/reasons"),
        rows(store, "prisma/differences"),
    )
