"""The corpus: works that lists name for review, and the decisions of those who screen them."""

from __future__ import annotations

from atlas_kg.corpus.identity import address_of, identifier, title_key
from atlas_kg.corpus.screening import add_decision, find_work, unscreened
from atlas_kg.corpus.statements import Publications, n_triples, origins_of
from atlas_kg.corpus.works import (
    COLUMNS,
    DECISION_COLUMNS,
    Corpus,
    Decision,
    SourceList,
    Work,
    read_corpus,
)

__all__ = [
    "COLUMNS",
    "DECISION_COLUMNS",
    "Corpus",
    "Decision",
    "Publications",
    "SourceList",
    "Work",
    "add_decision",
    "address_of",
    "find_work",
    "identifier",
    "n_triples",
    "origins_of",
    "read_corpus",
    "title_key",
    "unscreened",
]
