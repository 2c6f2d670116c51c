"""Pages in Markdown that are generated and kept in the repository, for those who read it there.

To add one, write a function from the graph to Markdown and name it in `GENERATED`.
"""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg import resources
from atlas_kg.documentation.ontology import document_ontology
from atlas_kg.examples import read_counterexamples, read_examples
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.shape_catalogue import shape_catalogue

__all__ = ["GENERATED", "markdown_pages"]


_HEAD = """# Competency questions

What the ontology must be able to answer. Each question is a file in `queries/competency/`; beside \
it are the rows that it must give on the seed set. `atlas-kg query cq01` answers the first.

| Id | Question | For | Terms |
|---|---|---|---|
"""


def _questions(graph: KnowledgeGraph) -> str:
    """Return the competency questions, each with the terms of the ontology that it uses."""
    documented = document_ontology(graph)
    lines = []
    for question in documented.questions:
        terms = ", ".join(
            f"`{entry.term.curie}`"
            for entry in documented.entries
            if question in entry.questions and entry.term.kind != "annotation property"
        )
        tags = ", ".join(question.tags)
        lines.append(f"| {question.id} | {question.summary} | {tags} | {terms} |\n")
    return _HEAD + "".join(lines)


def _checks(graph: KnowledgeGraph) -> str:
    """Return what the shapes say, with examples that keep and that break them."""
    ontology = resources.directory("ontology")
    right, wrong = read_examples(ontology), read_counterexamples(ontology)
    return shape_catalogue(graph.dataset.shapes, right, wrong)


GENERATED: dict[str, Callable[[KnowledgeGraph], str]] = {
    "checks.md": _checks,
    "questions.md": _questions,
}
"""What makes each page, by the name of its file."""


def markdown_pages(graph: KnowledgeGraph) -> dict[str, bytes]:
    """Return the generated pages by the names of their files."""
    return {name: generate(graph).encode() for name, generate in GENERATED.items()}
