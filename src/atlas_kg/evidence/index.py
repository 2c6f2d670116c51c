"""All coded statements, read once and ready to be selected from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from atlas_kg.evidence.facets import (
    DISPUTED,
    NO_CRITERION,
    OVERRULED,
    UNDECIDED,
    Facets,
    facets_of,
    name_of,
)
from atlas_kg.evidence.selection import Selection
from atlas_kg.evidence.statement import CodedStatement, Named
from atlas_kg.problem_solution_space import ProblemSolutionSpace, Work, each_once
from atlas_kg.queries import Row, rows
from atlas_kg.store import SparqlStore

__all__ = ["Evidence", "evidence_of"]

_LATEST = 9999
_KEPT = 64


@dataclass(frozen=True)
class Evidence:
    """All coded statements, in the order of phases, mechanisms, solutions and publications.

    Attributes:
        statements: The statements.
        facets: By what they can be selected.
    """

    statements: tuple[CodedStatement, ...]
    facets: Facets

    def selected(self, selection: Selection) -> tuple[CodedStatement, ...]:
        """Return the statements of a selection, in their order."""
        if selection.is_empty:
            return self.statements
        return tuple(self.statements[place] for place in sorted(self._matching(selection)))

    def count(self, facet: str, selection: Selection | None = None) -> Mapping[str, int]:
        """Count the statements of a selection by the values of a filter.

        Args:
            facet: The filter.
            selection: The selection, whose own values of that filter are left aside.

        Returns:
            How many there are, for each value that any statement has and each set of criteria.
        """
        matching = self._matching((selection or Selection()).without(facet))
        places = dict(self._places[facet])
        if facet == "criterion":
            for name, members in self.facets.members.items():
                places[name] = frozenset().union(*(places.get(each, ()) for each in members))
        return {name: len(found & matching) for name, found in places.items()}

    def works(self, selection: Selection) -> tuple[Work, ...]:
        """Return the works that the statements of a selection cite, each once."""
        return self._works(selection)

    @cached_property
    def _works(self) -> Callable[[Selection], tuple[Work, ...]]:
        """The works that a selection cites; the last answers are kept."""

        @lru_cache(_KEPT)
        def works(selection: Selection) -> tuple[Work, ...]:
            return each_once(work for said in self.selected(selection) for work in said.works)

        return works

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year of the coded publications; None where no year is known."""
        found = {said.year for said in self.statements if said.year}
        return (min(found), max(found)) if found else None

    @cached_property
    def _matching(self) -> Callable[[Selection], frozenset[int]]:
        """Where the statements of a selection stand; the last answers are kept."""
        everywhere = frozenset(range(len(self.statements)))

        @lru_cache(_KEPT)
        def matching(selection: Selection) -> frozenset[int]:
            found = everywhere
            for facet, places in self._places.items():
                names = selection.values(facet)
                if facet == "criterion":
                    names = tuple({each for name in names for each in self.facets.criteria(name)})
                if names:
                    found &= frozenset().union(*(places.get(name, ()) for name in names))
            if selection.begin or selection.end or selection.words:
                found = frozenset(p for p in found if _fits(self.statements[p], selection))
            return found

        return matching

    @cached_property
    def _places(self) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """Where the statements with each value of each filter stand."""
        found: dict[str, dict[str, set[int]]] = {
            facet: defaultdict(set) for facet in self.facets.labels
        }
        for place, said in enumerate(self.statements):
            for facet, names in found.items():
                for name in _names(said, facet):
                    names[name].add(place)
        return {
            facet: {name: frozenset(places) for name, places in names.items()}
            for facet, names in found.items()
        }


def _names(said: CodedStatement, facet: str) -> tuple[str, ...]:
    if facet == "status":
        if said.status != DISPUTED:
            return (said.status,)
        return DISPUTED, OVERRULED if said.is_overruled else UNDECIDED
    if facet == "criterion":
        return tuple(each.name for each in said.criteria) or (NO_CRITERION,)
    value: Named = getattr(said, facet)
    return (value.name,)


def _fits(said: CodedStatement, selection: Selection) -> bool:
    """Tell whether a statement has the years and the words of a selection."""
    if selection.begin or selection.end:
        if said.year is None:
            return False
        if not (selection.begin or 0) <= said.year <= (selection.end or _LATEST):
            return False
    return all(word in said.searched for word in selection.words.casefold().split())


def evidence_of(store: SparqlStore, space: ProblemSolutionSpace) -> Evidence:
    """Read all coded statements.

    Args:
        store: What answers the queries of the folder ``queries/map``.
        space: The map, whose order they take.
    """
    facets = facets_of(store, space)
    lines = _Lines(store, facets)
    found = groupby(rows(store, "map/evidence"), key=lambda row: row["coding"])
    statements = [lines.statement(next(group)) for _, group in found]
    phases = {phase.iri: place for place, phase in enumerate(space.phases)}
    mechanisms = {each.iri: place for place, each in enumerate(space.mechanisms)}
    statements.sort(
        key=lambda said: (
            phases.get(said.phase.iri, len(phases)),
            mechanisms.get(said.mechanism.iri, len(mechanisms)),
            said.solution.label,
            said.publication.label,
            said.iri,
        )
    )
    return Evidence(tuple(statements), facets)


class _Lines:
    """What statements refer to, read before them and made once for all of them."""

    def __init__(self, store: SparqlStore, facets: Facets) -> None:
        self.facets = facets
        self.named: dict[str, Named] = {}
        self.works: dict[str, list[Work]] = defaultdict(list)
        cited: dict[str, Work] = {}
        for row in rows(store, "map/works-behind-evidence"):
            work = cited.setdefault(row["work"], Work(row["workLabel"], row["work"]))
            self.works[row["coding"]].append(work)
        self.criteria: dict[str, list[Named]] = defaultdict(list)
        for row in rows(store, "map/criteria"):
            criterion = Named(row["criterionLabel"], row["criterion"])
            self.criteria[row["solution"]].append(criterion)
        self.problems = {
            (row["phase"], row["target"]): row["problem"] for row in rows(store, "map/situations")
        }

    def statement(self, row: Row) -> CodedStatement:
        """Return the statement of a row of the query ``map/evidence``."""
        status = name_of(row["status"])
        return CodedStatement(
            iri=row["coding"],
            text=row.get("text", ""),
            phase=self._term(row, "phase"),
            mechanism=self._term(row, "mechanism"),
            target=self._term(row, "target"),
            criteria=tuple(self.criteria.get(row["solution"], ())),
            solution=self._thing(row, "solution"),
            publication=self._thing(row, "publication"),
            title=row.get("title", ""),
            year=int(row["year"]) if "year" in row else None,
            section=row.get("section", ""),
            coder=self._thing(row, "coder"),
            transcriber=self._thing(row, "transcriber") if "transcriber" in row else None,
            status=status,
            is_overruled=status == DISPUTED and "adjudication" in row,
            reason=row.get("reason", ""),
            note=row.get("note", ""),
            works=tuple(self.works.get(row["coding"], ())),
            problem=self.problems.get((row["phase"], row["target"])),
        )

    def _term(self, row: Row, facet: str) -> Named:
        iri = row[facet]
        if iri not in self.named:
            self.named[iri] = Named(self.facets.label(facet, name_of(iri)), iri)
        return self.named[iri]

    def _thing(self, row: Row, name: str) -> Named:
        iri = row[name]
        if iri not in self.named:
            self.named[iri] = Named(row.get(f"{name}Label") or iri.rpartition("/")[2], iri)
        return self.named[iri]
