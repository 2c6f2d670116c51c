"""Simpler and other ways to link references, on the development set, beside the rule in use.

``python -m benchmarks.linkage_contenders`` needs the development set in ``../shared/data/linking``,
or in the folder that is named; Splink is measured if it is installed (``pip install splink``). It
gets our normalised words and names, blocks by equal titles and by their first and last three
content words, and is trained without labels. Each way is shown at the threshold that serves it best
on the very references by which it is judged.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from rapidfuzz import fuzz, process

from atlas_kg.linking import BibliographicRecord, Match, Reference, link
from atlas_kg.linking.normalization import content_words, family_word, normal_words
from benchmarks.linkage_weights import FOLDER, Work, development_set, work

__all__ = ["main"]

_PRECISE = 0.998
_FUZZY = 70.0

Found = tuple[float, bool]
"""How sure a link is, and whether it is right."""

Truth = tuple[Reference, Work | None]


def by_title(
    sought: Sequence[Truth], records: Sequence[BibliographicRecord], *, is_fuzzy: bool
) -> Iterator[Found]:
    """Link equal titles, and else the most similar one if that is asked for."""
    titles = ["".join(normal_words(record.title)) for record in records]
    places = {title: place for place, title in reversed(list(enumerate(titles)))}
    for reference, truth in sought:
        title = "".join(normal_words(reference.title or reference.raw))
        if title in places:
            yield 100.0, work(records[places[title]]) == truth
        elif is_fuzzy and title:
            best = process.extractOne(title, titles, scorer=fuzz.ratio, score_cutoff=_FUZZY)
            if best:
                yield best[1], work(records[best[2]]) == truth


def by_rule(sought: Sequence[Truth], records: Sequence[BibliographicRecord]) -> Iterator[Found]:
    """Link as atlas-kg does."""
    answers = link((reference for reference, _ in sought), records)
    for (_, truth), answer in zip(sought, answers, strict=True):
        if isinstance(answer, Match):
            yield answer.candidate.probability, work(answer.candidate.record) == truth


def by_splink(sought: Sequence[Truth], records: Sequence[BibliographicRecord]) -> Iterator[Found]:
    """Link the likeliest record of each reference, by Splink trained without labels."""
    import splink.comparison_level_library as level  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415
    from splink.comparison_library import CustomComparison, ExactMatch  # noqa: PLC0415

    titles = [
        level.NullLevel("title"),
        level.ExactMatchLevel("title"),
        level.LevenshteinLevel("title", 3),
        level.JaccardLevel("title", 0.9),
        level.ElseLevel(),
    ]
    authors = [
        level.NullLevel("first_author"),
        level.ExactMatchLevel("authors"),
        level.ExactMatchLevel("first_author"),
        level.ElseLevel(),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            CustomComparison(titles, output_column_name="title"),
            CustomComparison(authors, output_column_name="authors"),
            ExactMatch("year"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on(key) for key in ("title", "first_words", "last_words")
        ],
    )
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        tables = []
        for name, rows in (
            ("reference", [_row(each, each.raw) for each, _ in sought]),
            ("record", [_row(each) for each in records]),
        ):
            file = Path(folder) / f"{name}.csv"
            connection.execute(
                f"CREATE TABLE {name} (id VARCHAR, title VARCHAR, first_words VARCHAR, "
                "last_words VARCHAR, authors VARCHAR, first_author VARCHAR, year BIGINT)"
            )
            _write(rows, file)
            connection.execute(f"COPY {name} FROM '{file}' (HEADER false, DELIM '\t', QUOTE '')")
            tables.append(name)
        api = DuckDBAPI(connection)
        linker = Linker([api.register(name) for name in tables], settings, log_level="ERROR")
        training = linker.training
        training.estimate_probability_two_random_records_match([block_on("title")], recall=0.9)
        training.estimate_u_using_random_sampling(max_pairs=1e6)
        training.estimate_parameters_using_expectation_maximisation(block_on("first_words"))
        training.estimate_parameters_using_expectation_maximisation(block_on("year", "last_words"))
        predicted = linker.inference.predict()
        found = (
            connection.table(predicted.physical_name)
            .project("id_l, id_r, match_probability")
            .order("match_probability DESC, id_l, id_r")
            .fetchall()
        )
    works = {record.id: work(record) for record in records}
    truths = {reference.id: truth for reference, truth in sought}
    answered: set[str] = set()
    for left, right, sure in found:
        reference, record = (left, right) if left in truths else (right, left)
        if reference not in answered:
            answered.add(reference)
            yield sure, works[record] == truths[reference]


def _row(each: Reference | BibliographicRecord, raw: str = "") -> tuple[object, ...]:
    words = normal_words(each.title or raw)
    telling = content_words(words)
    families = [family for family in map(family_word, each.authors) if family]
    first, last = " ".join(telling[:3]), " ".join(telling[-3:])
    first_author = families[0] if families else ""
    return each.id, " ".join(words), first, last, " ".join(families), first_author, each.year


def _write(rows: Iterable[tuple[object, ...]], file: Path) -> None:
    lines = ("\t".join("" if part is None else str(part) for part in row) for row in rows)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def best(found: Iterable[Found], present: int, least: float) -> tuple[float, int, int]:
    """Return the threshold of the best F1 with a precision of at least so much, right and wrong."""
    right = wrong = 0
    choice: tuple[float, float, int, int] = (0.0, 1.0, 0, 0)
    order = sorted(found, reverse=True)
    for place, (sure, is_right) in enumerate(order):
        right, wrong = right + is_right, wrong + (not is_right)
        is_last = place + 1 == len(order) or order[place + 1][0] < sure
        if is_last and right / (right + wrong) >= least:
            choice = max(choice, (2 * right / (right + wrong + present), sure, right, wrong))
    return choice[1:]


def main(folder: Path = FOLDER) -> None:
    """Print right and wrong links, precision, recall and F1 of each way."""
    if not folder.is_dir():
        print(f"There is no {folder}, so ways to link are not compared.")
        return
    records, references = development_set(folder)
    works = {record.id: work(record) for record in records}
    sought = [(reference, works.get(truth)) for reference, _, truth in references]
    present = sum(truth is not None for _, truth in sought)
    ways: dict[str, Any] = {
        "equal titles": lambda: by_title(sought, records, is_fuzzy=False),
        "equal titles, else rapidfuzz": lambda: by_title(sought, records, is_fuzzy=True),
        "Splink": lambda: by_splink(sought, records),
        "the rule in use": lambda: by_rule(sought, records),
    }
    for name, way in ways.items():
        try:
            found = list(way())
        except ImportError as error:
            print(f"{name}: not measured ({error}).", flush=True)
            continue
        for least in (0.0, _PRECISE):
            threshold, right, wrong = best(found, present, least)
            precision, recall = right / max(1, right + wrong), right / present
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            print(
                f"{name}, precision of at least {least}: {right} right, {wrong} wrong, precision "
                f"{precision:.4f}, recall {recall:.4f}, F1 {f1:.4f} (from {threshold:.4f})",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    main(parser.parse_args().folder)
