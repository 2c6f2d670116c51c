"""A selection of evidence: filters that stand in an address, so that a link reproduces it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from atlas_kg.errors import UsageError
from atlas_kg.evidence.facets import NAMES, Facets

__all__ = ["PARAMETERS", "Selection"]

PARAMETERS = (*NAMES, "from", "to", "q")
"""The parameters in the order in which they are written."""

_LONGEST = 200
_YEAR = re.compile("[0-9]{4}")
_FIELDS = {"from": "begin", "to": "end", "q": "words"}


@dataclass(frozen=True)
class Selection:
    """Which coded statements are meant.

    Values of one filter are alternatives; a statement has to fit all filters that are set.

    Attributes:
        phase: The adoption phases, by name.
        mechanism: The mechanisms.
        target: The alignment targets.
        criterion: The alignment criteria, sets of them, or ``none``.
        solution: The solutions.
        status: The statuses of the statements.
        begin: The first year of the publication that was coded.
        end: Its last year.
        words: What the statement, its solution or its publication must mention.
    """

    phase: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    begin: int | None = None
    end: int | None = None
    words: str = ""

    @classmethod
    def of(cls, parameters: Iterable[tuple[str, str]], facets: Facets) -> Selection:
        """Read a selection from the parameters of an address; empty values say nothing.

        Args:
            parameters: Names and values; names that are no filters are left to others.
            facets: What the filters can be set to.

        Raises:
            UsageError: A filter has a value that means nothing; the message says what to write.
        """
        names: dict[str, set[str]] = {name: set() for name in NAMES}
        single: dict[str, str] = {}
        for name, value in ((name, value.strip()) for name, value in parameters):
            if not value or name not in PARAMETERS:
                continue
            if name in names:
                names[name].add(facets.check(name, value))
            else:
                single[name] = value
        begin, end = _year("from", single), _year("to", single)
        if begin and end and begin > end:
            raise UsageError(
                f"The years from {begin} to {end} are none. Write the earlier one as 'from'."
            )
        words = " ".join(single.get("q", "").split())
        if len(words) > _LONGEST:
            raise UsageError(f"The words after 'q' may have at most {_LONGEST} signs.")
        # In the order of the vocabulary, so that the same selection has one address.
        ordered = {
            name: tuple(known for known in facets.labels[name] if known in found)
            for name, found in names.items()
        }
        return cls(**ordered, begin=begin, end=end, words=words)

    @property
    def is_empty(self) -> bool:
        """Whether no filter is set."""
        return self == Selection()

    def values(self, parameter: str) -> tuple[str, ...]:
        """Return the values of a parameter as they are written in an address."""
        value = getattr(self, _FIELDS.get(parameter, parameter))
        if isinstance(value, tuple):
            return value
        return () if value in (None, "") else (str(value),)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the address, in one fixed order."""
        return [(name, value) for name in PARAMETERS for value in self.values(name)]

    @property
    def query_string(self) -> str:
        """The parameters as they stand behind the question mark of an address."""
        return urlencode(self.parameters())

    def with_values(self, **values: str | tuple[str, ...]) -> Selection:
        """Return the selection with filters set anew, each to one name or to several."""
        named: dict[str, Any] = {
            name: (value,) if isinstance(value, str) else value for name, value in values.items()
        }
        return replace(self, **named)

    def without(self, parameter: str, value: str | None = None) -> Selection:
        """Return the selection without a filter, or without one of its values."""
        field = _FIELDS.get(parameter, parameter)
        kept = tuple(each for each in self.values(parameter) if value and each != value)
        empty = next(each.default for each in fields(self) if each.name == field)
        changed: dict[str, Any] = {field: kept if parameter in NAMES else empty}
        return replace(self, **changed)


def _year(name: str, single: dict[str, str]) -> int | None:
    text = single.get(name)
    if text is None:
        return None
    if not _YEAR.fullmatch(text):
        raise UsageError(f"'{text}' is no year. Write '{name}' with four digits, such as 2024.")
    return int(text)
