"""Binary relations as sorted columns, and their joins by binary search.

A relation holds pairs of the numbers that a dictionary gave to terms. A pair is one integer, with
the first number in its upper half, so that a sorted column is an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from atlas_kg.reasoning.dictionary import Ids

__all__ = [
    "Bindings",
    "Column",
    "Relation",
    "Slot",
    "distinct",
    "join",
    "objects_of",
    "pairs",
    "subjects_of",
]

Slot = str | int
"""One side of a pattern: the name of a variable, or the number of a term."""

Column = Ids | np.int64

Marks = npt.NDArray[np.bool_]

_HALF = np.int64(32)
_LOWER = np.int64(0xFFFFFFFF)


def pairs(first: Column, second: Column) -> Ids:
    """Return pairs of numbers as sorted keys, each once."""
    return distinct(np.atleast_1d(np.asarray((first << _HALF) | second)))


def distinct(numbers: Ids) -> Ids:
    """Return numbers sorted, each once."""
    ordered = np.sort(numbers)
    # Quicker than numpy.unique, which hashes first and sorts then.
    return ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]


def subjects_of(keys: Ids) -> Ids:
    """Return the first number of each pair."""
    return keys >> _HALF


def objects_of(keys: Ids) -> Ids:
    """Return the second number of each pair."""
    return keys & _LOWER


@dataclass(frozen=True, eq=False)
class Relation:
    """A set of pairs.

    Attributes:
        keys: The pairs as sorted keys, each once.
    """

    keys: Ids

    @classmethod
    def empty(cls) -> Relation:
        """Return the relation that relates nothing."""
        return cls(np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def subjects(self) -> Ids:
        """The first number of each pair."""
        return subjects_of(self.keys)

    @cached_property
    def objects(self) -> Ids:
        """The second number of each pair."""
        return objects_of(self.keys)

    @cached_property
    def reverse(self) -> Relation:
        """The relation with its pairs turned round."""
        turned = Relation((self.objects << _HALF) | self.subjects)
        turned.keys.sort()
        return turned

    def after(self, subject: int) -> Ids:
        """Return what a subject is related to, sorted."""
        first, last = np.searchsorted(self.subjects, (subject, subject + 1))
        return self.objects[first:last]

    def holds(self, keys: Ids) -> Marks:
        """Tell of each key whether it is a pair of the relation."""
        return _among(self.keys, keys)

    def united(self, new: Ids) -> Relation:
        """Return the relation with more pairs, which are sorted and not among its own."""
        keys = np.concatenate((self.keys, new))
        # The stable sort of two sorted runs merges them.
        keys.sort(kind="stable")
        return Relation(keys)


@dataclass(frozen=True, eq=False)
class Bindings:
    """Rows that say what variables stand for.

    Attributes:
        columns: The values of each variable, row by row.
        size: The number of rows.
    """

    columns: dict[str, Ids]
    size: int

    def value(self, slot: Slot) -> Column | None:
        """Return what a slot stands for, or None if it is a variable without values."""
        return np.int64(slot) if isinstance(slot, int) else self.columns.get(slot)

    def pairs(self, first: Slot, second: Slot) -> Ids:
        """Return the pairs that two bound slots stand for, as sorted keys.

        Raises:
            KeyError: One of them is a variable without values.
        """
        columns = (np.int64(s) if isinstance(s, int) else self.columns[s] for s in (first, second))
        return pairs(*columns)

    def chosen(self, rows: Ids | Marks) -> dict[str, Ids]:
        """Return the columns of some rows."""
        return {name: column[rows] for name, column in self.columns.items()}

    def projected(self, names: set[str]) -> Bindings:
        """Return the rows with only some of the variables, each row once where that is cheap."""
        kept = {name: column for name, column in self.columns.items() if name in names}
        if len(kept) == len(self.columns):
            return self
        if not kept:
            return Bindings({}, min(self.size, 1))
        if len(kept) == 1:
            kept = {name: distinct(column) for name, column in kept.items()}
        elif len(kept) == 2:  # noqa: PLR2004 - what fits into a key
            rows = Relation(pairs(*kept.values()))
            kept = dict(zip(kept, (rows.subjects, rows.objects), strict=True))
        return Bindings(kept, len(next(iter(kept.values()))))


def join(rows: Bindings, first: Slot, second: Slot, relation: Relation) -> Bindings:
    """Return the rows for which a pair of slots is in a relation, with all that the slots can be.

    Args:
        rows: What is bound so far.
        first: The subject.
        second: The object.
        relation: The pairs.
    """
    subject, value = rows.value(first), rows.value(second)
    if subject is not None and value is not None:
        return _filtered(rows, subject, value, relation)
    if subject is not None:
        return _extended(rows, subject, str(second), relation)
    if value is not None:
        return _extended(rows, value, str(first), relation.reverse)
    if first == second:
        own = relation.subjects[relation.subjects == relation.objects]
        return _product(rows, {str(first): own})
    return _product(rows, {str(first): relation.subjects, str(second): relation.objects})


def _filtered(rows: Bindings, subject: Column, value: Column, relation: Relation) -> Bindings:
    if isinstance(subject, np.ndarray) and not isinstance(value, np.ndarray):
        # A search among the few that have the value is kinder to the cache than one among all.
        kept = _among(relation.reverse.after(int(value)), subject)
    else:
        kept = relation.holds(np.atleast_1d(np.asarray((subject << _HALF) | value)))
        kept = np.broadcast_to(kept, rows.size)
    return Bindings(rows.chosen(kept), int(np.count_nonzero(kept)))


def _extended(rows: Bindings, known: Column, name: str, relation: Relation) -> Bindings:
    if not isinstance(known, np.ndarray):
        return _product(rows, {name: relation.after(int(known))})
    start = np.searchsorted(relation.subjects, known, "left")
    count = np.searchsorted(relation.subjects, known, "right") - start
    chosen = np.repeat(np.arange(rows.size), count)
    offset = start - (np.cumsum(count) - count)
    found = relation.objects[np.arange(len(chosen)) + np.repeat(offset, count)]
    return Bindings(rows.chosen(chosen) | {name: found}, len(chosen))


def _product(rows: Bindings, new: dict[str, Ids]) -> Bindings:
    size = len(next(iter(new.values())))
    if not rows.columns and rows.size == 1:
        return Bindings(new, size)
    old = rows.chosen(np.repeat(np.arange(rows.size), size))
    more = {name: np.tile(column, rows.size) for name, column in new.items()}
    return Bindings(old | more, rows.size * size)


def _among(keys: Ids, wanted: Ids) -> Marks:
    if not len(keys):
        return np.zeros(len(wanted), np.bool_)
    places = np.searchsorted(keys, wanted)
    places[places == len(keys)] = 0
    found: Marks = keys[places] == wanted
    return found
