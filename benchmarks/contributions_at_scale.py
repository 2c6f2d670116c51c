"""Contributions of any number as files, the same on every machine.

The other generators make triples, since only engines are measured with them. A site shows what was
read, validated and compared, so here the files themselves are made, as contributors write them: the
seed set, with publications of which some are coded by a published consensus and some by two
people who agree most of the time. Works and solutions are named as often as works and solutions
are: a few of them most of the time (Zipf's law with exponent 1).
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from atlas_kg.dataset import Sources
from benchmarks.literature_at_scale import WORDS

__all__ = ["Amount", "contributed", "key", "slug"]

CONSENSUS = "scaled-consensus"
PEOPLE = ("jane", "john")
DIFFERENT = 0.08
"""How often the second person names another mechanism."""

_CELLS = (
    ("DataAcquisitionAndPreparation", "Dataset", "Signaling"),
    ("DataAcquisitionAndPreparation", "Dataset", "Screening"),
    ("ModelSelection", "Model", "Signaling"),
    ("ModelSelection", "Model", "Screening"),
    ("ModelDevelopment", "Model", "Bonding"),
    ("ModelDevelopment", "Model", "Screening"),
    ("ModelDeploymentAndMonitoring", "ModelOutput", "Monitoring"),
)
_UNPREDICTED = ("ModelDevelopment", "Screening")
_OTHERWISE = {
    "Signaling": "Screening",
    "Screening": "Signaling",
    "Bonding": "Monitoring",
    "Monitoring": "Bonding",
}
_COLLECTIONS = ("publications", "solutions", "coders", "codings")


@dataclass(frozen=True)
class Amount:
    """How much of everything there is, besides the seed set.

    Attributes:
        publications: Works.
        solutions: Solutions in a tree in which each has up to five narrower ones.
        codings: Statements, three or four a coded work; of two people in a quarter of the works.
        seed: What makes the choice repeatable.
    """

    publications: int = 10_000
    solutions: int = 2_000
    codings: int = 20_000
    seed: int = 1


def key(number: int) -> str:
    """Return the key of a publication."""
    return f"Scaled{number}"


def slug(number: int) -> str:
    """Return the name of a solution; number 0 is the root of the tree."""
    return f"scaled-{number}"


def contributed(folder: Path, amount: Amount) -> Path:
    """Return a folder of data of that amount; it is written unless it is there already.

    Args:
        folder: Where it is, or is to be.
        amount: How much of everything.
    """
    told = folder.with_suffix(".json")
    wanted = json.dumps(asdict(amount))
    if told.is_file() and told.read_text("utf-8") == wanted:
        return folder
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(Sources.carried().data, folder)
    chance = random.Random(amount.seed)  # noqa: S311 - repeatable, not secret
    _write(folder / "coders" / f"{CONSENSUS}.yaml", _coder("PublishedConsensus", CONSENSUS))
    for person in PEOPLE:
        _write(folder / "coders" / f"{person}.yaml", _coder("HumanCoder", person))
    for number in range(amount.publications):
        _write(folder / "publications" / f"{key(number)}.yaml", _publication(number, chance))
    for number in range(amount.solutions):
        _write(folder / "solutions" / f"{slug(number)}.yaml", _solution(number, chance))
    for coder, publication, codings in _codings(amount, chance):
        path = folder / "codings" / coder / f"{publication}.yaml"
        path.parent.mkdir(exist_ok=True)
        _write(path, {"codings": codings})
    told.write_text(wanted, "utf-8")
    return folder


def _write(path: Path, fields: Mapping[str, object]) -> None:
    # JSON is YAML, and a field on a line of its own is what an editor would show.
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    path.write_text("schema: 1\n" + "".join(lines), "utf-8")


def _coder(kind: str, name: str) -> dict[str, object]:
    told = "Made up to measure how the software works with many contributions."
    return {"kind": kind, "label": f"{name} (made up)", "description": told}


def _publication(number: int, chance: random.Random) -> dict[str, object]:
    year = chance.randint(2015, 2026)
    title = " ".join(chance.choices(WORDS, k=chance.randint(5, 12)))
    authors = [f"Author{chance.randrange(4_000)}, Jane" for _ in range(chance.randint(1, 5))]
    return {
        "label": f"Author{number} ({year})",
        "title": f"{title.capitalize()} {number}",
        "authors": list(dict.fromkeys(authors)),
        "year": year,
        "type": "ConferencePaper",
        "venue": f"Proceedings of Venue {number % 100}",
        "doi": [f"10.5555/scaled.{number}"],
    }


def _solution(number: int, chance: random.Random) -> dict[str, object]:
    words = chance.choices(WORDS, k=3)
    found: dict[str, object] = {
        "label": f"{' '.join(words).capitalize()} {number}",
        "definition": f"A practice of {words[0]} by which {words[1]} is known from {words[2]}.",
        "sources": [key(number)],
    }
    return found | ({"broader": [slug((number - 1) // 5)]} if number else {})


def _codings(
    amount: Amount, chance: random.Random
) -> Iterator[tuple[str, str, Sequence[Mapping[str, object]]]]:
    """Yield what each coder says of each publication."""
    works, solutions = _Zipf(amount.publications), _Zipf(amount.solutions)
    left, number = amount.codings, 0
    while left > 0:
        # Of a solution that a work names twice, one would have to see that the two differ.
        named = {solutions.drawn(chance): None for _ in range(chance.randint(3, 4))}
        said = [_coding(place, solution, works, chance) for place, solution in enumerate(named)]
        publication = key(number)
        if number % 4:
            yield CONSENSUS, publication, said[:left]
            left -= len(said)
        else:
            first, second = PEOPLE
            said = said[: max(1, left // 2)]
            yield first, publication, said
            yield second, publication, [_again(coding, chance) for coding in said]
            left -= 2 * len(said)
        number = (number + 1) % amount.publications


def _coding(place: int, solution: int, works: _Zipf, chance: random.Random) -> Mapping[str, object]:
    phase, target, mechanism = chance.choice(_CELLS)
    said: dict[str, object] = {
        "id": f"c{place}",
        "statement": f"The {chance.choice(WORDS)} shows the {chance.choice(WORDS)} of what is used "
        f"in this step, and solution {solution} tells it to those who would not know.",
        "phase": phase,
        "target": target,
        "mechanism": mechanism,
        "solution": slug(solution),
        "section": f"{chance.randint(1, 9)}.{place + 1}",
        "support": [key(number) for number in {works.drawn(chance) for _ in range(2)}],
    }
    if (phase, mechanism) == _UNPREDICTED:
        said["unpredicted"] = "The publication says so of a model that was contracted already."
    return said


def _again(coding: Mapping[str, object], chance: random.Random) -> Mapping[str, object]:
    """Return what the second person says."""
    if chance.random() >= DIFFERENT:
        return coding
    return {**coding, "mechanism": _OTHERWISE[str(coding["mechanism"])]}


class _Zipf:
    """Numbers from 0 on, of which the first are drawn most often."""

    def __init__(self, count: int) -> None:
        self._numbers = range(count)
        self._weights = list(accumulate(1 / (rank + 1) for rank in self._numbers))

    def drawn(self, chance: random.Random) -> int:
        """Return one of them."""
        return chance.choices(self._numbers, cum_weights=self._weights)[0]
