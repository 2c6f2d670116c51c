"""Validation of what would be added to a valid dataset, before anything enters it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pyoxigraph as ox
import rdflib

from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding
from atlas_kg.validation.changes import Validation, begin
from atlas_kg.validation.compiled import compile_shapes
from atlas_kg.validation.data import Data
from atlas_kg.validation.report import new_report
from atlas_kg.validation.results import tell
from atlas_kg.validation.validators import validation_report
from atlas_kg.validation.view import view

__all__ = ["Additions"]


@dataclass(frozen=True)
class Additions:
    """What some shapes say of statements that might be added to a dataset.

    Only what the statements can affect is validated, unless a shape is left to the reference: then
    it is everything.

    Attributes:
        dataset: The dataset. Its store gets the statements while they are validated, and loses
            them again, so that nobody else may use it.
        graphs: The names of the graphs that are validated together.
        shapes: The shapes.
    """

    dataset: Dataset
    graphs: tuple[ox.NamedNode, ...]
    shapes: rdflib.Graph

    def prepare(self) -> None:
        """Do in advance what the first validation takes long for."""
        self._before.prepare()

    def findings(
        self, added: Iterable[ox.Quad], described: Dataset, removed: Iterable[ox.Quad] = ()
    ) -> tuple[Finding, ...]:
        """Return the findings that there would be, and are not there without the statements.

        Args:
            added: The statements.
            described: The dataset, with the places of the statements and what could not be read.
            removed: Statements whose place they would take.
        """
        store = self.dataset.store
        new = [quad for quad in added if quad not in store]
        old = [quad for quad in removed if quad in store]
        try:
            report = self._report(new, old)
            data = view(Data(store, self.graphs))
            return tell(replace(described, store=store), data, self.shapes, report)
        finally:
            for quad in new:
                store.remove(quad)
            store.extend(old)

    @cached_property
    def _before(self) -> Validation:
        return begin(compile_shapes(self.shapes), Data(self.dataset.store, self.graphs))

    def _report(self, new: list[ox.Quad], old: list[ox.Quad]) -> rdflib.Graph:
        store, before = self.dataset.store, self._before
        if before.compiled.left:
            store.extend(new)
            for quad in old:
                store.remove(quad)
            report, _ = validation_report(Data(store, self.graphs), self.shapes)
            return report
        after = before.after(new, old)
        results = (
            result
            for key, found in after.found.items()
            for result in found
            if result not in before.found.get(key, ())
        )
        return new_report(results, after.data, self.shapes)
