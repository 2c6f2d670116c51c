"""The map as HTML: a whole page to take along, and the same table for the web site."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas_kg.evidence import MapView, Selection
from atlas_kg.map_formats.layout import (
    APPLIED,
    DISPUTED,
    MEANINGS,
    PREDICTED,
    SIGNS,
    TENTATIVE,
    column_groups,
    counted,
    disputed,
    few,
    listed,
    literature_words,
    tentative,
    theory_words,
    unlisted,
)
from atlas_kg.problem_solution_space import Cell, ProblemSolutionSpace, State

__all__ = ["STRONGEST", "STYLES", "TEMPLATES", "MapLinks", "add_map", "map_page"]

TEMPLATES = Path(__file__).parent / "templates"
"""The folder with the table."""

STYLES = Path(__file__).parent / "styles"
"""The folder with the style that it needs."""

STRONGEST = 9
"""The number of works from which on a cell gets no stronger."""


class MapLinks(Protocol):
    """Where the links of a map lead."""

    def cell(self, cell: Cell, selection: Selection | None = None) -> str | None:
        """Return the page of a cell with the evidence of a selection, or None."""
        ...

    def why_gap(self, cell: Cell) -> str | None:
        """Return the page that tells what is missing in a gap, or None where there is none."""
        ...

    def thing(self, iri: str) -> str:
        """Return the page about a thing or a term."""
        ...

    def evidence(self, selection: Selection) -> str | None:
        """Return the list of the statements of a selection, or None where there is none."""
        ...

    def map(self, view: MapView) -> str | None:
        """Return the page of a view of the map, or None where there is none."""
        ...


class _PublicLinks:
    """Links for a page that is read away from the site."""

    def cell(self, _: Cell, __: Selection | None = None) -> None:
        """Return None: a cell has no name of its own outside the site."""

    def why_gap(self, _: Cell) -> None:
        """Return None: only the site can answer."""

    def thing(self, iri: str) -> str:
        """Return the name of the thing, which leads to it from everywhere."""
        return iri

    def evidence(self, _: Selection) -> None:
        """Return None: only the site lists what is selected."""

    def map(self, _: MapView) -> None:
        """Return None: the page is all there is."""


def add_map(environment: Environment) -> Environment:
    """Give an environment what the template ``_map.html`` of `TEMPLATES` uses, and return it."""
    environment.globals |= {
        "State": State,
        "meanings": MEANINGS,
        "signs": SIGNS,
        "column_groups": column_groups,
        "counted": counted,
        "tentative": tentative,
        "tentative_meaning": TENTATIVE,
        "disputed": disputed,
        "disputed_meaning": DISPUTED,
        "listed": listed,
        "unlisted": unlisted,
        "few": few,
        "predicted": PREDICTED,
        "applied": APPLIED,
        "theory_words": theory_words,
        "literature_words": literature_words,
        "with_states": lambda view, *states: replace(view, states=states),
        "view_with": lambda view, selection: replace(view, selection=selection),
        "without_state": lambda view, state: replace(
            view, states=tuple(other for other in view.states if other is not state)
        ),
        "strength": lambda cell: min(len(cell.works), STRONGEST),
    }
    return environment


def map_page(space: ProblemSolutionSpace, view: MapView) -> str:
    """Return a whole page that needs no other file."""
    environment = add_map(
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
    style = (STYLES / "map.css").read_text("utf-8")
    return environment.get_template("page.html").render(
        space=space, view=view, links=_PublicLinks(), style=style
    )
