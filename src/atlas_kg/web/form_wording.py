"""Findings in the words of a form: without quotes to set, files to name and lists to read twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from atlas_kg.findings import Finding
from atlas_kg.record_shapes import Field

__all__ = ["as_in_a_form", "unquoted"]

_OF_FILES = re.compile(r" \(in quotes\)|; put it in quotes| of data/\w+| for \w+\.yaml")
"""What a message says besides to those who write a file by hand."""

_ABOUT_FILES = re.compile(r"\bfiles?\b|\bfolder\b|\.yaml")
_KNOWN = " Known are: "


def unquoted(message: str) -> str:
    """Return a message without what it says to those alone who write a file by hand.

    >>> unquoted('Give one place in the publication, such as "4.1" (in quotes).')
    'Give one place in the publication, such as "4.1".'
    """
    return _OF_FILES.sub("", message)


def as_in_a_form(
    finding: Finding, fields: Mapping[str, Field], *, is_below_help: bool = False
) -> Finding:
    """Return a finding for somebody who fills in a form.

    Args:
        finding: The finding, in the words of the shapes, which are about files.
        fields: The fields of the form, by name.
        is_below_help: Whether the help of its field and the words that it takes are shown with it.
    """
    field = fields.get(finding.field or "")
    if field is None:
        return finding
    message = unquoted(field.advice)
    if field.form_help and _ABOUT_FILES.search(message):
        message = "" if is_below_help else field.form_help
    told = finding.advice.replace(field.advice, message)
    if is_below_help and finding.allowed:
        told = told.partition(_KNOWN)[0]
    return replace(finding, advice=" ".join(told.split()))
