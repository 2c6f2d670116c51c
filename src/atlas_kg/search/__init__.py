"""The search: things, terms, works, queries and pages by words, tolerant of typing errors."""

from atlas_kg.search.entries import KINDS, Entry, Kind, Page, entries_of
from atlas_kg.search.index_file import search_index
from atlas_kg.search.ranking import Found, SearchIndex, index_of
from atlas_kg.search.words import marked

__all__ = [
    "KINDS",
    "Entry",
    "Found",
    "Kind",
    "Page",
    "SearchIndex",
    "entries_of",
    "index_of",
    "marked",
    "search_index",
]
