"""A coded statement with all that readers ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from atlas_kg.evidence.facets import name_of
from atlas_kg.problem_solution_space import Work

__all__ = ["CodedStatement", "Named"]


@dataclass(frozen=True, order=True)
class Named:
    """A thing or a term, by label and IRI."""

    label: str
    iri: str

    @cached_property
    def name(self) -> str:
        """The name by which filters know it."""
        return name_of(self.iri)


@dataclass(frozen=True)
class CodedStatement:
    """What a publication says about a solution, according to a coder.

    Attributes:
        iri: The coding.
        text: What the publication says; empty where the graph holds no text.
        criteria: The alignment criteria that the solution assesses; statements have none of their
            own.
        title: The title of the publication; empty where it is not known.
        year: The year of the publication, if it is known.
        status: The name of the status.
        is_overruled: Whether it is disputed, and an adjudication has decided for another.
        reason: Why the statement has that status; empty for one that its coder set.
        works: The publications that the text cites.
        problem: The agency problem of that phase and target; None where none is known.
    """

    iri: str
    text: str
    phase: Named
    mechanism: Named
    target: Named
    criteria: tuple[Named, ...]
    solution: Named
    publication: Named
    title: str
    year: int | None
    section: str
    coder: Named
    transcriber: Named | None
    status: str
    is_overruled: bool
    reason: str
    note: str
    works: tuple[Work, ...]
    problem: str | None

    @cached_property
    def searched(self) -> str:
        """The text in which words are looked for, in small letters."""
        texts = (self.text, self.solution.label, self.publication.label, self.title)
        return "\n".join(texts).casefold()
