"""Bibliographies: publications that come in from files and registries, checked and written."""

from atlas_kg.bibliography.entry import Entry
from atlas_kg.bibliography.intake import Intake, Outcome, State
from atlas_kg.bibliography.reading import FORMATS, format_of_name, read_bibliography

__all__ = [
    "FORMATS",
    "Entry",
    "Intake",
    "Outcome",
    "State",
    "format_of_name",
    "read_bibliography",
]
