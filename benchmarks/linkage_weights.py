"""Estimates the weights of linking anew and cross-validates them.

``python -m benchmarks.linkage_weights`` needs the development set in ``../shared/data/linking``, or
in the folder that is named. Weights are judged on references that they were not estimated on: on
each of ten parts, and on all references of each bibliography, which somebody else wrote.
How often a level is met where both mean one work is counted on its references; how often it is met
elsewhere, on the bibliography itself, of which 10,000 records are sought among the others.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

from atlas_kg.linking import BibliographicRecord, Reference
from atlas_kg.linking.blocking import CANDIDATES, COMMON_KEY, record_keys, reference_keys
from atlas_kg.linking.comparison import Comparison, compare
from atlas_kg.linking.normalization import content_words, name_words, normal_words
from atlas_kg.linking.weights import AUTHORS, TITLE, YEAR

__all__ = ["Pairs", "Weights", "best_work", "development_set", "main", "score"]

FOLDER = Path("../shared/data/linking")
FOLDS = 10
SAMPLE = 10_000
THRESHOLDS = (0.05, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)
_SAME = ("same", "same, short", "same, common")
_LONG, _SHORT = 5, 3

Work = tuple[object, ...]


@dataclass(frozen=True)
class Weights:
    """Bits for each level."""

    title: Mapping[str, float]
    authors: Mapping[str, float]
    year: Mapping[str, float]


@dataclass(frozen=True)
class Pairs:
    """A reference, the bibliography it is from, its truth, and the records it was compared with."""

    reference: Reference
    source: str
    truth: Work | None
    compared: tuple[tuple[Work, Comparison], ...]


def work(record: BibliographicRecord) -> Work:
    """Return the title and the set of authors, by which links are scored."""
    title = "".join(normal_words(record.title))
    return title, tuple(sorted({name_words(name) for name in record.authors}))


def development_set(
    folder: Path,
) -> tuple[list[BibliographicRecord], list[tuple[Reference, str, str]]]:
    """Read the bibliography, and the references with their sources and records, or none."""
    records = [
        BibliographicRecord(key, title, tuple(authors or ()), year)
        for key, title, authors, year in duckdb.read_parquet(str(folder / "acl_records.parquet"))
        .project("acl_id, title, authors, year")
        .fetchall()
    ]
    references = [
        (Reference(key, title or "", tuple(authors or ()), year, raw or ""), source, truth or "")
        for key, title, authors, year, raw, source, truth in duckdb.read_parquet(
            str(folder / "refs_dev.parquet")
        )
        .filter("kind <> 'wrong_link'")
        .project("ref_id, title, authors, year, raw, src, acl_id")
        .fetchall()
    ]
    return records, references


class _Bibliography:
    """The records by blocking key, as the engines find them."""

    def __init__(self, records: Sequence[BibliographicRecord]) -> None:
        self.records = records
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, record in enumerate(records):
            for key in record_keys(record.title, record.authors, record.year):
                self._places[key].append(place)

    def compared(self, reference: Reference) -> list[tuple[int, Comparison]]:
        """Compare a reference with its candidates."""
        given = (reference.title, reference.authors, reference.year, reference.raw, ())
        shared: Counter[int] = Counter()
        keys = reference_keys(reference.title, reference.authors, reference.year, reference.raw)
        for key in keys:
            places = self._places.get(key, [])
            if len(places) <= COMMON_KEY:
                shared.update(places)
        order = sorted(shared, key=lambda place: (-shared[place], self.records[place].id))
        found = []
        for place in order[:CANDIDATES]:
            record = self.records[place]
            level = compare(given, (record.title, record.authors, record.year, ()))
            if level is not None:
                found.append((place, level))
        return found


def homonyms(records: Iterable[BibliographicRecord]) -> dict[str, float]:
    """Return how often a title is that of another work, too, none of whose authors is the same."""
    titles: defaultdict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for record in records:
        words = normal_words(record.title)
        people = frozenset(word for name in record.authors for word in name_words(name))
        titles["".join(words)].append((len(content_words(words)), people))
    total: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for same in titles.values():
        for count, people in same:
            level = _SAME[0] if count >= _LONG else _SAME[1] if count >= _SHORT else _SAME[2]
            total[level] += 1
            shared[level] += any(people and others and not people & others for _, others in same)
    return {level: (shared[level] + 0.5) / (total[level] + 1) for level in _SAME}


def fit(
    train: Sequence[Pairs], elsewhere: Sequence[Comparison], rates: Mapping[str, float]
) -> Weights:
    """Estimate weights, adding half a pair to each count.

    Args:
        train: References whose truth is known.
        elsewhere: Comparisons of `SAMPLE` records with others that are not the same work.
        rates: What `homonyms` returns.
    """
    right = [
        next(level for found, level in each.compared if found == each.truth)
        for each in train
        if any(found == each.truth for found, _ in each.compared)
    ]
    lines = [
        level
        for each in train
        for found, level in each.compared
        if each.reference.raw and found != each.truth and level.authors != "unknown"
    ]
    other = [level for level in elsewhere if level.title not in _SAME]
    titles = Counter(level.title for level in right)
    title = {
        level: math.log2(
            (titles[level] + 0.5)
            / (len(right) + 0.5 * len(TITLE))
            / ((sum(found.title == level for found in elsewhere) + 0.5) / SAMPLE)
        )
        for level in TITLE
        if level not in {*_SAME, "identifier", "in line"}
    }
    same = sum(titles[level] for level in _SAME) / len(right)
    title |= {level: math.log2(same / rates[level]) for level in _SAME}
    known = [level.authors for level in right if level.authors != "unknown"]
    strange = [level.authors for level in other if level.authors != "unknown"]
    authors = {"unknown": 0.0} | {
        level: _bits(known, strange, level) for level in ("several", "all", "some", "none")
    }
    authors["not in line"] = _bits(known, [level.authors for level in lines], "not in line")
    dated = [level.year for level in right if level.year != "unknown"]
    undated = [level.year for level in other if level.year != "unknown"]
    year = {"unknown": 0.0} | {
        level: _bits(dated, undated, level) for level in ("same", "next", "near", "apart")
    }
    return Weights(title, authors, year)


def _bits(right: Sequence[str], wrong: Sequence[str], level: str) -> float:
    """Return how much more often a level is met where both mean one work."""
    return math.log2(
        ((right.count(level) + 0.5) / (len(right) + 2))
        / ((wrong.count(level) + 0.5) / (len(wrong) + 2))
    )


def best_work(weights: Weights, pairs: Pairs) -> tuple[Work | None, float]:
    """Return the likeliest work and its probability, as `atlas_kg.linking.decision` does."""
    odds: dict[Work, float] = {}
    for found, level in pairs.compared:
        bits = (
            weights.title[level.title] + weights.authors[level.authors] + weights.year[level.year]
        )
        odds[found] = max(odds.get(found, 0.0), 2.0**bits)
    if not odds:
        return None, 0.0
    best = max(odds, key=lambda found: odds[found])
    return best, odds[best] / (1 + sum(odds.values()))


def score(
    pairs: Sequence[Pairs], weights: Sequence[Weights], threshold: float
) -> tuple[int, int, float, float, float]:
    """Return right links, wrong links, precision, recall and F1."""
    right = wrong = 0
    for each, own in zip(pairs, weights, strict=True):
        best, probability = best_work(own, each)
        if best is not None and probability >= threshold:
            right, wrong = right + (best == each.truth), wrong + (best != each.truth)
    present = sum(each.truth is not None for each in pairs)
    precision, recall = right / max(1, right + wrong), right / present
    return right, wrong, precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main(folder: Path = FOLDER) -> None:
    """Print the weights, and precision, recall and F1 for each threshold."""
    records, references = development_set(folder)
    bibliography = _Bibliography(records)
    works = {record.id: work(record) for record in records}
    pairs = [
        Pairs(
            reference,
            source,
            works.get(truth),
            tuple((works[records[at].id], level) for at, level in bibliography.compared(reference)),
        )
        for reference, source, truth in references
    ]
    chance = random.Random(7)  # noqa: S311
    elsewhere = []
    for place in chance.sample(range(len(records)), min(SAMPLE, len(records))):
        own = records[place]
        sought = Reference(own.id, own.title, own.authors, own.year)
        elsewhere += [
            level
            for at, level in bibliography.compared(sought)
            if works[records[at].id] != works[own.id]
        ]
    rates = homonyms(records)
    fitted = fit(pairs, elsewhere, rates)
    for name, bits, used in (
        ("title", fitted.title, TITLE),
        ("authors", fitted.authors, AUTHORS),
        ("year", fitted.year, YEAR),
    ):
        for level, value in bits.items():
            print(f"{name:8} {level:12} {value:6.2f} estimated {used[level]:6.1f} used")
    parts = [str(chance.randrange(FOLDS)) for _ in pairs]
    ways = {"parts": parts, "bibliographies": [each.source for each in pairs]}
    trained = {
        way: {
            left_out: fit(
                [one for one, own in zip(pairs, groups, strict=True) if own != left_out],
                elsewhere,
                rates,
            )
            for left_out in set(groups)
        }
        for way, groups in ways.items()
    }
    kept = Weights(TITLE, AUTHORS, YEAR)
    print("threshold: right, wrong, precision, recall, F1")
    for threshold in THRESHOLDS:
        for way, groups in ways.items():
            left = score(pairs, [trained[way][group] for group in groups], threshold)
            print(f"{threshold:5} cross-validated by {way:14}: {_told(left)}")
        in_use = score(pairs, [kept] * len(pairs), threshold)
        print(f"{threshold:5} with the weights in use{'':13}: {_told(in_use)}")
    print("probability told: links, of which right")
    for low, high in pairwise((0.1, 0.5, 0.8, 0.9, 0.99, 0.999, 1.01)):
        found = [(best_work(kept, each), each.truth) for each in pairs]
        within = [best == truth for (best, told), truth in found if best and low <= told < high]
        print(f"{low:5} to {min(high, 1):5}: {len(within):4} {sum(within):4}")


def _told(found: tuple[int, int, float, float, float]) -> str:
    """Return figures as text."""
    right, wrong, *rates = found
    return f"{right} {wrong} " + " ".join(f"{rate:.4f}" for rate in rates)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    main(parser.parse_args().folder)
