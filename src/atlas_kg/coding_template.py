"""The file that a coder fills in: the vocabulary, and one statement of each kind, as remarks.

Nothing in it says anything until somebody takes the signs of a remark away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from atlas_kg.contribution import form_fields
from atlas_kg.dataset import Dataset
from atlas_kg.field_words import words_of
from atlas_kg.literature import CODINGS, SCHEMAS
from atlas_kg.record_fields import PLACEHOLDER
from atlas_kg.record_shapes import RecordShape

__all__ = ["coding_template"]

_PLACE = 34
"""Where the help of a field begins."""


def coding_template(dataset: Dataset, title: str, coder: str, date: str) -> str:
    """Return a file of codings in which everything is still to be filled in.

    Args:
        dataset: The ontology, and the solutions that are known.
        title: What is coded, for the reader.
        coder: The name of the coder, for the reader.
        date: When the file was begun.
    """
    shapes = dataset.record_shapes
    kinds = [shapes.by_kind[kind] for kind in shapes.sections_of_directory(CODINGS).values()]
    schema = PurePosixPath("..", "..", SCHEMAS, f"{kinds[0].kind}.json")
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "schema: 1",
        f"date: '{date}'",
        "",
        f"# {title}",
        f"# as {coder} reads it.",
        "#",
        "# To make a statement, take the '# ' in front of its lines away and write what the",
        f"# publication says in the place of '{PLACEHOLDER}'. Repeat the lines below a list for",
        "# each further statement. Remove the lines, and the lists, that you do not need. The",
        "# words to choose from stand at the end.",
    ]
    for shape in kinds:
        lines += ["", *_statement(shape)]
    seen = set()
    for shape in kinds:
        for name, field in shape.fields.items():
            is_listed = field.required or shapes.kind_of_class(field.target_class or "") is None
            is_word = field.target_class and not field.choices
            words = words_of(dataset, field) if is_word and is_listed else ()
            if words and name not in seen:
                seen.add(name)
                lines += ["", f"# {name}:"]
                lines += [f"#   {w.name}: {w.definition or w.label}" for w in words]
    return "\n".join(lines) + "\n"


def _statement(shape: RecordShape) -> Iterator[str]:
    yield f"# {shape.section}:"
    begin = "#   - "
    for name, field in form_fields(shape).items():
        if name in shape.place or (name == "status" and not field.required):
            continue
        line = f"{begin}{name}: {f'[{PLACEHOLDER}]' if field.many else PLACEHOLDER}"
        yield f"{line:<{_PLACE}}# {'' if field.required else 'If need be: '}{field.help}"
        begin = "#     "
