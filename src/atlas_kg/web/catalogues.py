"""What the lists of the site hold: publications, solutions, problems, mechanisms and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from atlas_kg.evidence import Selection, name_of
from atlas_kg.portraits import Entry, Gallery
from atlas_kg.problem_solution_space import State

__all__ = ["CATALOGUES", "TITLE", "YEAR", "Catalogue"]

TITLE, YEAR = "title", "year"


@dataclass(frozen=True)
class Catalogue:
    """What is listed, and how.

    Attributes:
        name: Its address without the slash.
        title: Its heading.
        lead: What the list holds.
        one: One of its things in a word.
        heading: The heading of the column with the names.
        columns: The headings of what is counted, by name of the count.
        entries: What stands in it, in its own order.
        has_years: Whether its things have years.
        kind: The kind of record with which a thing is contributed, if people can do so.
        filter: The filter of the evidence that gives the statements of a thing, if one does.
        status: The status of those statements that are counted, if not all are.
    """

    name: str
    title: str
    lead: str
    one: str
    heading: str
    columns: Mapping[str, str]
    entries: Callable[[Gallery], Iterable[Entry]]
    has_years: bool = False
    kind: str = ""
    filter: str = ""
    status: str = ""

    @property
    def sorts(self) -> Mapping[str, str]:
        """The orders in which it can be had, by the value of the parameter."""
        years = {YEAR: "Year, newest first"} if self.has_years else {}
        counts = {name: f"{heading}, most first" for name, heading in self.columns.items()}
        names = "Title" if self.has_years else "Name"
        return {"": "As they stand", TITLE: names, **years, **counts}

    def behind(self, entry: Entry, count: str) -> Selection | None:
        """Return the evidence that a count of a thing counts; None where its own page tells."""
        if count != "statements" or not self.filter:
            return None
        status = (self.status,) if self.status else ()
        return Selection(status=status).with_values(**{self.filter: name_of(entry.iri)})

    def name_of(self, entry: Entry) -> str:
        """Return the name under which a thing stands in its list."""
        return entry.text if self.has_years and entry.text else entry.label


def _problems(gallery: Gallery) -> Iterator[Entry]:
    for found in gallery.problems.values():
        uses = [use for answer in found.answers for use in answer.solutions if use.accepted]
        yield Entry(
            found.problem.iri,
            found.problem.label,
            found.problem.definition,
            counts={
                "solutions": len({use.iri for use in uses}),
                "statements": sum(use.accepted for use in uses),
                "gaps": len(found.gaps),
            },
        )


def _mechanisms(gallery: Gallery) -> Iterator[Entry]:
    for found in gallery.mechanisms.values():
        uses = [use for use in found.solutions if use.accepted]
        yield Entry(
            found.mechanism.iri,
            found.mechanism.label,
            found.mechanism.definition,
            counts={
                "solutions": len(uses),
                "statements": sum(use.accepted for use in uses),
                "gaps": sum(each.cell.state is State.GAP for each in found.applications),
            },
        )


def _phases(gallery: Gallery) -> Iterator[Entry]:
    for found in gallery.phases.values():
        yield Entry(
            found.phase.iri,
            f"{found.position}. {found.phase.label}",
            found.phase.definition,
            counts={
                "problems": len(found.phase.problems),
                "statements": sum(len(each.cell.statements) for each in found.applications),
                "gaps": sum(each.cell.state is State.GAP for each in found.applications),
            },
        )


_MAPPED = {"statements": "Accepted statements", "gaps": "Gaps"}

CATALOGUES = (
    Catalogue(
        "publications",
        "Publications",
        "The works from which statements were coded, and those that they cite.",
        "publication",
        "Publication",
        {
            "statements": "Statements coded from it",
            "evidence": "Statements that cite it",
            "cited": "Publications that cite it",
        },
        lambda gallery: gallery.publications.values(),
        has_years=True,
        kind="publication",
    ),
    Catalogue(
        "solutions",
        "Solutions",
        "What the literature proposes to do, each with the statements that say so.",
        "solution",
        "Solution",
        {
            "statements": "Statements",
            "works": "Works cited for it",
            "problems": "Problems that it addresses",
        },
        lambda gallery: gallery.solutions.values(),
        kind="solution",
        filter="solution",
    ),
    Catalogue(
        "problems",
        "Agency problems",
        "What is hidden from those who adopt a large language model, in the order of the phases.",
        "problem",
        "Problem",
        {"solutions": "Solutions", **_MAPPED},
        _problems,
    ),
    Catalogue(
        "mechanisms",
        "Mechanisms",
        "What agency theory offers against what is hidden from a principal.",
        "mechanism",
        "Mechanism",
        {"solutions": "Solutions", **_MAPPED},
        _mechanisms,
        filter="mechanism",
        status="Accepted",
    ),
    Catalogue(
        "phases",
        "Adoption phases",
        "The phases in which a large language model is adopted, in their order.",
        "phase",
        "Phase",
        {"problems": "Problems", **_MAPPED},
        _phases,
        filter="phase",
        status="Accepted",
    ),
    Catalogue(
        "coders",
        "Coders",
        "Who coded the literature: persons, programs, and what authors published as agreed.",
        "coder",
        "Coder",
        {"statements": "Statements", "publications": "Publications"},
        lambda gallery: gallery.coders.values(),
        kind="coder",
    ),
)
