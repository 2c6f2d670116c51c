"""Screening: the next works to decide on, and decisions added to the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from atlas_kg import record_files
from atlas_kg.corpus.identity import identifier
from atlas_kg.corpus.works import DECISION_COLUMNS, Corpus, Work
from atlas_kg.errors import UsageError
from atlas_kg.literature import SCREENING
from atlas_kg.suggestions import nearest

__all__ = ["add_decision", "find_work", "unscreened"]


def find_work(corpus: Corpus, name: str) -> Work:
    """Return the work with a name or an identifier.

    Args:
        corpus: The identified works.
        name: Its name, or its identifier with its scheme, such as ``arxiv:2307.15043``.

    Raises:
        UsageError: There is none.
    """
    if name in corpus.works:
        return corpus.works[name]
    wanted = identifier(name)
    for work in corpus.works.values():
        if any(identifier(text) == wanted for text in work.every("identifier")):
            return work
    guess = nearest(name, corpus.works, likeness=0.8)
    hint = f" Did you mean '{guess}'?" if guess else ""
    raise UsageError(
        f"There is no identified work '{name[:100]}'.{hint} atlas-kg screen --next shows the next "
        "ones by name."
    )


def unscreened(corpus: Corpus, screener: str | None = None) -> Iterable[Work]:
    """Yield the works without a decision, in the order of the lists.

    Args:
        corpus: The identified works.
        screener: Whose decision counts; without, anybody's.
    """
    decided = {d["work"] for d in corpus.decisions if screener in (None, d.screener)}
    return (work for work in corpus.works.values() if work.slug not in decided)


def add_decision(
    data: Path, screener: str, work: Work, decision: tuple[str, str, str, str]
) -> Path:
    """Add a decision to the table of a screener, which is made if it is missing.

    Args:
        data: The folder of contributed literature.
        screener: The id of the coder.
        work: The work.
        decision: Outcome, reason, note and time.

    Returns:
        The table.

    Raises:
        UsageError: The table cannot be written, or the screener has decided on the work meanwhile;
            then it stays as it is.
    """
    file = record_files.writable(data) / SCREENING / f"{screener}.csv"
    row = _line((work.slug, *decision))
    while True:
        old, text = _read(file)
        rows = csv.reader(io.StringIO(text, newline=""), strict=False)
        if any(fields[:1] == [work.slug] for fields in rows):
            raise UsageError(
                f"{screener} has decided on '{work.slug}' already, in {file}. Edit that line to "
                "change it."
            )
        # The last line may lack its end, if a person wrote it.
        begin = text if not text or text.endswith("\n") else f"{text}\n"
        whole = (begin or _line(DECISION_COLUMNS)) + row
        try:
            if old is None:
                record_files.create(file, whole)
            else:
                record_files.rewrite(file, old, whole)
        except record_files.ClashError:
            # Somebody else got on with it, so that this comes to an end.
            continue
        return file


def _read(file: Path) -> tuple[bytes | None, str]:
    """Return what a table holds, as bytes and as text; None if there is none yet."""
    try:
        old = file.read_bytes()
        return old, old.decode("utf-8")
    except FileNotFoundError:
        return None, ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read: {why}.") from error


def _line(fields: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(fields)
    return out.getvalue()
