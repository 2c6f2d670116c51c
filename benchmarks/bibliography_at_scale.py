"""A large bibliography made from a real one, and references to it with the faults that people make.

New titles cross two real ones, so that they share words with both and are hard to tell apart; new
author lists draw on real names. Everything follows from the seed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atlas_kg.linking import BibliographicRecord, Reference

__all__ = ["Sought", "enlarged", "references_to", "write_works"]

_HOMONYMS = 0.02
_SIBLINGS = 0.02
_ABSENT = 0.3
_WRONG_YEAR = 0.08
# In parts of a hundred: what is done to a title, and how a reference is written.
_FAULTS = {"none": 70, "letter": 10, "subtitle": 5, "case": 15}
_FORMS = {"line": 30, "title": 10, "all authors": 36, "first author": 18, "no year": 6}


@dataclass(frozen=True)
class Sought:
    """A reference, and what is right.

    Attributes:
        reference: The reference.
        record: The identifier of its record; nothing where the bibliography lacks the work.
    """

    reference: Reference
    record: str | None


def enlarged(
    records: Sequence[BibliographicRecord], size: int, chance: random.Random
) -> Iterator[BibliographicRecord]:
    """Yield real records and as many made ones as are missing to a size.

    Args:
        records: The real ones.
        size: How many to yield.
        chance: Where chance comes from.
    """
    yield from records[:size]
    names = [name for record in records for name in record.authors]
    for number in range(len(records), size):
        one, other = chance.choice(records), chance.choice(records)
        authors = tuple(chance.choices(names, k=chance.choice((1, 2, 2, 3, 3, 4, 5, 8))))
        made = BibliographicRecord(f"made-{number}", "", authors, one.year)
        kind = chance.random()
        if kind < _HOMONYMS:
            yield replace(made, title=one.title)
        elif kind < _HOMONYMS + _SIBLINGS:
            title = f"{one.title}: {_half(other.title, chance)}"
            yield replace(made, title=title, authors=one.authors)
        else:
            yield replace(made, title=_crossed(one.title, other.title, chance))


def references_to(
    records: Sequence[BibliographicRecord], count: int, chance: random.Random
) -> Iterator[Sought]:
    """Yield references; three in ten are to works that no bibliography has.

    Args:
        records: The works to refer to.
        count: How many to yield.
        chance: Where chance comes from.
    """
    names = [name for record in records for name in record.authors]
    for number in range(count):
        one, other = chance.choice(records), chance.choice(records)
        if chance.random() < _ABSENT:
            authors = tuple(chance.choices(names, k=3))
            title = _crossed(one.title, other.title, chance)
            absent = BibliographicRecord("", title, authors, one.year)
            yield Sought(_written(f"r{number}", absent, chance), None)
        else:
            yield Sought(_written(f"r{number}", one, chance), one.id)


def write_works(records: Iterator[BibliographicRecord], path: Path) -> None:
    """Write records in the form of the works of OpenAlex."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            authorships = [
                {"author": {"display_name": name.replace("|", " ")}} for name in record.authors
            ]
            work = {
                "id": record.id,
                "doi": None,
                "title": record.title,
                "display_name": record.title,
                "publication_year": record.year,
                "authorships": authorships,
            }
            file.write(json.dumps(work, ensure_ascii=False) + "\n")


def _crossed(one: str, other: str, chance: random.Random) -> str:
    """Return the beginning of one title with the end of another."""
    first, second = one.split(), other.split()
    head = first[: max(2, chance.randint(len(first) // 3, 2 * len(first) // 3))]
    tail = second[-max(2, chance.randint(len(second) // 3, 2 * len(second) // 3)) :]
    return " ".join([*head, *tail])


def _half(title: str, chance: random.Random) -> str:
    """Return the end of a title."""
    words = title.split()
    return " ".join(words[chance.randint(0, len(words) // 2) :])


def _written(key: str, record: BibliographicRecord, chance: random.Random) -> Reference:
    """Return a reference as somebody may write it."""
    title, year = _faulty(record.title, _drawn(_FAULTS, chance), chance), record.year
    if year is not None and chance.random() < _WRONG_YEAR:
        year += chance.choice((-1, 1))
    form = _drawn(_FORMS, chance)
    if form == "line":
        people = ", ".join(name.replace("|", " ") for name in record.authors)
        return Reference(key, title, raw=f"{people}. {year}. {title}. In Proceedings.")
    if form == "title":
        return Reference(key, title, year=year)
    authors = record.authors[:1] if form == "first author" else record.authors
    initials = tuple(f"{name.split('|')[-1]}, {name[:1]}." for name in authors)
    return Reference(key, title, initials, None if form == "no year" else year)


def _faulty(title: str, fault: str, chance: random.Random) -> str:
    """Return a title with a fault."""
    if fault == "letter":
        place = chance.randrange(max(1, len(title)))
        return title[:place] + title[place + 1 :]
    if fault == "subtitle":
        return title.split(":", maxsplit=1)[0]
    return title.lower() if fault == "case" else title


def _drawn(parts: dict[str, int], chance: random.Random) -> str:
    """Return a word, each as often as its part says."""
    return chance.choices(list(parts), weights=list(parts.values()))[0]
