"""What holds of every file before a shape looks at it."""

from __future__ import annotations

from atlas_kg.findings import Rule

__all__ = [
    "ALIASES",
    "CONSISTENT",
    "ENTRIES",
    "FIELDS",
    "FORM",
    "IDENTIFIERS",
    "MAPPINGS",
    "NAMES",
    "PLACES",
    "READABLE",
    "SCHEMA_MISSING",
    "SCHEMA_NUMBER",
    "SOUND",
    "SYNTAX",
    "VALUES",
]

READABLE = Rule(
    "source/readable", "Files are UTF-8 text that can be read.", "Save the file as UTF-8."
)
SYNTAX = Rule(
    "source/syntax", "Files follow the syntax of their format.", "Mend the line that is named."
)
ALIASES = Rule(
    "source/aliases",
    "Files hold no YAML anchors and aliases, with which a few lines unfold to any size.",
    "Write the value out in each place.",
)
FORM = Rule(
    "source/form", "Files hold fields, each once, in few levels.", "Write 'field: value' on a line."
)
SCHEMA_NUMBER = Rule(
    "source/schema",
    "Files say which version of the format they follow.",
    "Write 'schema: 1' as the first entry.",
)
SCHEMA_MISSING = Rule("source/schema-missing", SCHEMA_NUMBER.about, SCHEMA_NUMBER.help)
PLACES = Rule(
    "source/places",
    "Files lie in the folder of their kind.",
    "Put records into the folder of their kind as <name>.yaml.",
)
NAMES = Rule(
    "source/names",
    "The names of files have letters, digits, '-' and '_', since they become part of addresses.",
    "A name has letters from a to z or A to Z, digits, '-' and '_', and no spaces.",
)
FIELDS = Rule(
    "source/fields",
    "Records hold only the fields of their kind.",
    "Use the fields that the finding lists.",
)
VALUES = Rule(
    "source/values",
    "Fields hold a text, or a list of texts where the kind allows several.",
    "Give the field a value, or leave it out if it is not needed.",
)
ENTRIES = Rule(
    "source/entries", "A list holds each entry once.", "Remove the entry that stands there again."
)
IDENTIFIERS = Rule(
    "source/identifiers",
    "Each statement of a coding file has an id of its own.",
    "Begin each statement with '- id: <name>'.",
)
MAPPINGS = Rule(
    "source/mappings",
    "A row of a mapping set relates a thing of the graph to a thing of a known vocabulary.",
    "Write what the finding asks for into the column that it names.",
)
CONSISTENT = Rule(
    "ontology/consistency",
    "Nothing that follows from ontology and literature contradicts the ontology.",
    "Take one of the two statements back.",
)
SOUND = Rule("source/sound", "Sources can be read as data.", "Do what the finding says.")
"""For findings that name no rule."""
