"""Writing mapping sets: in one layout, so that what did not change gives the same file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

from atlas_kg.identifier_schemes import SCHEMES
from atlas_kg.mappings.slots import BUILT_IN, REQUIRED, SET_SLOTS
from atlas_kg.namespaces import PREFIXES, THING

__all__ = ["COLUMNS", "head_of", "sssom_table"]

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "confidence",
    "match_string",
    "similarity_score",
    "comment",
)
"""The columns that are written, in their order; the one that nobody filled is left out."""

_ALWAYS = ("reviewer_id", "reviewer_label", "confidence")
"""Columns that are written empty, too: they ask for somebody who fills them."""

_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_BLANK = re.compile(r"\s+")


def head_of(name: str, title: str, description: str, **more: str) -> dict[str, str]:
    """Return the head of a mapping set of ours.

    Args:
        name: The name of the file, without its ending.
        title: What it is called.
        description: What it holds and how it came about.
        more: Further slots of the set, such as ``mapping_tool``.
    """
    return {
        "mapping_set_id": f"{THING}mapping-set/{name}",
        "mapping_set_title": title,
        "mapping_set_description": description,
        "license": _LICENSE,
        **more,
    }


def sssom_table(head: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a mapping set as SSSOM/TSV, in the order of subjects, relations and objects.

    Args:
        head: What is said of the set, by slot; see `head_of`.
        rows: The mappings: by slot a text, CURIEs with the prefixes of this software.

    Returns:
        The text of the file. ``curie_map`` holds the prefixes that the rows use.
    """
    listed = sorted(rows, key=lambda row: [row.get(name, "") for name in (*REQUIRED, *COLUMNS)])
    names = [name for name in COLUMNS if name in _ALWAYS or any(row.get(name) for row in listed)]
    used = {
        text.partition(":")[0]
        for row in listed
        for name, text in row.items()
        if name.endswith("_id") or name in REQUIRED
    }
    known = {**{s.name: s.space for s in SCHEMES if s.space}, **PREFIXES}
    spaces = {name: known[name] for name in sorted(used & known.keys()) if name not in BUILT_IN}
    said: dict[str, object] = {"curie_map": spaces}
    for name, text in head.items():
        said[name] = text.split("|") if SET_SLOTS[name].many and "|" in text else text
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    lines = [f"#{line}" for line in text.splitlines()]
    lines.append("\t".join(names))
    lines += ["\t".join(_field(row.get(name, "")) for name in names) for row in listed]
    return "\n".join(lines) + "\n"


def _field(text: str) -> str:
    plain = _BLANK.sub(" ", text).strip()
    return '"' + plain.replace('"', '""') + '"' if '"' in plain else plain
