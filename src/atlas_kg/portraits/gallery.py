"""All portraits of a map, each painted when somebody wants to see it first."""

from __future__ import annotations

from functools import cached_property

from atlas_kg.portraits.catalogue import Entry, coders, publications, solutions
from atlas_kg.portraits.coder import CoderPortrait, coder_portrait
from atlas_kg.portraits.mechanism import MechanismPortrait, mechanism_portrait
from atlas_kg.portraits.phase import PhasePortrait, phase_portrait
from atlas_kg.portraits.problem import ProblemPortrait, problem_portrait
from atlas_kg.portraits.publication import PublicationPortrait, publication_portrait
from atlas_kg.portraits.solution import SolutionPortrait, solution_portrait
from atlas_kg.portraits.statements import StatementIndex, index_statements
from atlas_kg.portraits.theory import Theory, theory_of
from atlas_kg.problem_solution_space import ProblemSolutionSpace
from atlas_kg.store import SparqlStore

__all__ = ["Gallery"]


class Gallery:
    """What is worked out once from the map, for as long as it is served.

    Args:
        space: The map.
        store: What it was derived from.
    """

    def __init__(self, space: ProblemSolutionSpace, store: SparqlStore) -> None:
        self._space, self._store = space, store
        self._coders: dict[str, CoderPortrait] = {}
        self._publications: dict[str, PublicationPortrait] = {}
        self._solutions: dict[str, SolutionPortrait] = {}

    def coder(self, iri: str) -> CoderPortrait:
        """Return the portrait of a coder."""
        if iri not in self._coders:
            self._coders[iri] = coder_portrait(self.index, iri)
        return self._coders[iri]

    def publication(self, iri: str) -> PublicationPortrait:
        """Return the portrait of a publication."""
        if iri not in self._publications:
            self._publications[iri] = publication_portrait(self.index, iri)
        return self._publications[iri]

    def solution(self, iri: str) -> SolutionPortrait:
        """Return the portrait of a solution."""
        if iri not in self._solutions:
            self._solutions[iri] = solution_portrait(self.index, iri)
        return self._solutions[iri]

    @cached_property
    def index(self) -> StatementIndex:
        """The statements by what they are about."""
        return index_statements(self._space)

    @cached_property
    def theory(self) -> Theory:
        """What theory says."""
        return theory_of(self._store)

    @cached_property
    def problems(self) -> dict[str, ProblemPortrait]:
        """The agency problems by IRI, in the order of the phases."""
        found = (
            problem_portrait(self._space, self.index, self.theory, problem.iri)
            for phase in self._space.phases
            for problem in phase.problems
        )
        return {portrait.problem.iri: portrait for portrait in found if portrait}

    @cached_property
    def mechanisms(self) -> dict[str, MechanismPortrait]:
        """The mechanisms by IRI."""
        found = (
            mechanism_portrait(self._space, self.index, self.theory, mechanism.iri)
            for mechanism in self._space.mechanisms
        )
        return {portrait.mechanism.iri: portrait for portrait in found if portrait}

    @cached_property
    def phases(self) -> dict[str, PhasePortrait]:
        """The phases by IRI, in their order."""
        found = (phase_portrait(self._space, phase.iri) for phase in self._space.phases)
        return {portrait.phase.iri: portrait for portrait in found if portrait}

    @cached_property
    def publications(self) -> dict[str, Entry]:
        """The publications by IRI."""
        return {entry.iri: entry for entry in publications(self._store)}

    @cached_property
    def solutions(self) -> dict[str, Entry]:
        """The solutions by IRI."""
        return {entry.iri: entry for entry in solutions(self._store, self.index)}

    @cached_property
    def coders(self) -> dict[str, Entry]:
        """The coders by IRI."""
        return {entry.iri: entry for entry in coders(self._store)}
