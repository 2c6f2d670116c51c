"""Conditions of changes: that a graph is still what a client knows (RFC 9110, section 13).

The entity tag of a graph is made of its bytes in one format, so that the same graph has the same
tag whatever else changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers

from atlas_kg.web.headers import GZIP_MARK
from atlas_kg.web.negotiation import GRAPHS, Form

__all__ = ["Conditions", "graph_tag"]

_TAG = re.compile(rf'(?P<whole>"[0-9a-f]{{32}}-(?P<form>[a-z]+))(?:{GZIP_MARK})?"')
_FORMS = {form.name: form for form in GRAPHS}


def graph_tag(body: bytes, form: Form) -> str:
    """Return the entity tag of a graph.

    Args:
        body: All its bytes.
        form: The format that they have.
    """
    return f'"{hashlib.sha256(body).hexdigest()[:32]}-{form.name}"'


@dataclass(frozen=True)
class Conditions:
    """What must hold of a graph for it to be changed.

    Attributes:
        match: The tags of which it must have one; ``*`` stands for any.
        none_match: The tags of which it must have none; ``*`` stands for any.
    """

    match: frozenset[str]
    none_match: frozenset[str]

    @staticmethod
    def of(headers: Headers) -> Conditions:
        """Return the conditions that the headers of a request tell."""
        return Conditions(
            # One tag must be the same byte by byte, another needs only mean the same.
            frozenset(_tags(headers.getlist("if-match"))),
            frozenset(tag.removeprefix("W/") for tag in _tags(headers.getlist("if-none-match"))),
        )

    def __bool__(self) -> bool:
        return bool(self.match or self.none_match)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms whose tags must be known to tell whether the conditions hold."""
        found = (_TAG.fullmatch(tag) for tag in self.match | self.none_match)
        names = {tag["form"] for tag in found if tag}
        return tuple(form for name, form in _FORMS.items() if name in names)

    def hold(self, tags: Mapping[Form, str | None] | None) -> bool:
        """Tell whether the conditions hold.

        Args:
            tags: The tags of the graph in those forms, as far as it has some; None where there is
                no such graph.
        """
        if tags is None:
            return not self.match
        known = {"*", *(tag for tag in tags.values() if tag)}
        if self.match and not self.match & known:
            return False
        return not self.none_match & known


def _tags(values: list[str]) -> list[str]:
    given = (tag.strip() for value in values for tag in value.split(","))
    return [_plain(tag) for tag in given if tag]


def _plain(tag: str) -> str:
    """Return the tag of a graph without the mark of its compressed form."""
    found = _TAG.fullmatch(tag)
    return f'{found["whole"]}"' if found else tag
