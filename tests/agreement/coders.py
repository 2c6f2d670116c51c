"""Statements of fictitious coders, for the tests of agreement."""

from __future__ import annotations

from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind

__all__ = ["absence", "coding", "report"]

KINDS = {"bot": CoderKind.SOFTWARE, "cons": CoderKind.CONSENSUS}


def coding(coder: str, name: str, values: str, **others: str | None) -> Statement:
    """A coding by the words of phase, target, mechanism, solution and, if told, section."""
    phase, target, mechanism, solution, *section = values.split()
    publication = others.pop("publication", None) or "Doe2025"
    return Statement(
        f"{publication}.{coder}.{name}",
        publication,
        coder,
        KINDS.get(coder.rstrip("0123456789"), CoderKind.PERSON),
        StatementKind.CODING,
        phase,
        target,
        mechanism,
        solution,
        section=section[0] if section else None,
        status=others.get("status"),
    )


def report(coder: str, problem: str, publication: str = "Doe2025", name: str = "r") -> Statement:
    """A report of a problem, which arises in the phase that its name ends with."""
    return Statement(
        f"{publication}.{coder}.{name}-{problem}",
        publication,
        coder,
        KINDS.get(coder.rstrip("0123456789"), CoderKind.PERSON),
        StatementKind.REPORT,
        phase=problem.rsplit("-", maxsplit=1)[-1],
        problem=problem,
    )


def absence(coder: str, phase: str | None = None, publication: str = "Doe2025") -> Statement:
    """The statement that there is no agency problem."""
    return Statement(
        f"{publication}.{coder}.none-{phase}",
        publication,
        coder,
        KINDS.get(coder.rstrip("0123456789"), CoderKind.PERSON),
        StatementKind.ABSENCE,
        phase=phase,
    )
