"""Repairs: the patches of findings whose repair is determined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from atlas_kg.findings import Finding, Location, Patch
from atlas_kg.source_rules import ENTRIES, SCHEMA_MISSING

__all__ = ["BYTE_ORDER_MARK", "patched", "with_patches"]

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line of YAML, https://yaml.org/spec/1.1/#id871856."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./()-]*")
"""Words that mean the same with and without quotes, and in each place of a file."""

BYTE_ORDER_MARK = "\ufeff"
"""What some editors put before the first line; columns do not count it."""

_KEY = re.compile(r"[A-Za-z_]+:")


def with_patches(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings whose repair is determined the patch that makes it.

    Args:
        findings: The findings; their files are read again.
    """
    found = tuple(findings)
    files: dict[Path, list[int]] = defaultdict(list)
    for number, finding in enumerate(found):
        if finding.location and (finding.determined or finding.rule is SCHEMA_MISSING):
            files[finding.location.file].append(number)
    patches: dict[int, Patch] = {}
    for file, numbers in files.items():
        text = _text(file)
        drafts = ((number, _patch(text, found[number])) for number in numbers)
        made = {number: patch for number, patch in drafts if patch}
        if patched(text, made.values()) == text:
            # One of them cannot be: the others may.
            made = {n: patch for n, patch in made.items() if patched(text, [patch]) != text}
        patches |= made
    return tuple(
        replace(finding, patch=patches.get(number)) for number, finding in enumerate(found)
    )


def patched(text: str, patches: Iterable[Patch]) -> str:
    """Apply patches to the text of a file.

    Args:
        text: The text, without a mark of byte order.
        patches: Patches of this file. One is left out where its old text does not stand in its
            place, or overlaps that of another.

    Returns:
        The text with the patches; the same text if they would change more than they say.
    """
    starts = _starts(text)
    new = text
    applied: list[Patch] = []
    border = len(text) + 1
    for patch in sorted(set(patches), key=_place, reverse=True):
        start = _offset(starts, patch.location)
        end = start + len(patch.old)
        if end <= border and text[start:end] == patch.old:
            new = new[:start] + patch.new + new[end:]
            border = start
            applied.append(patch)
    try:
        yaml.compose(new, Loader=_Loader)
        return new if applied and _says(text, new) == _promises(applied) else text
    except yaml.YAMLError:
        return text


def _says(old: str, new: str) -> dict[str, int]:
    """Return how many more times each word stands in the new text."""
    return _counted(_words(new), _words(old))


def _promises(patches: Iterable[Patch]) -> dict[str, int]:
    """Return how many more times each word has to stand in a text after the patches."""
    new = (word for patch in patches for word in _words(patch.new))
    old = (word for patch in patches for word in _words(patch.old))
    return _counted(new, old)


def _counted(new: Iterable[str], old: Iterable[str]) -> dict[str, int]:
    count = Counter(new)
    count.subtract(old)
    return {word: number for word, number in count.items() if number}


def _words(text: str) -> list[str]:
    tokens = yaml.scan(text, Loader=_Loader)
    return [token.value for token in tokens if isinstance(token, yaml.ScalarToken)]


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except (OSError, UnicodeDecodeError):
        return ""


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def _place(patch: Patch) -> tuple[int, int]:
    return patch.location.line, patch.location.column


def _offset(starts: list[int], location: Location) -> int:
    # A file that was cut short meanwhile holds nothing there.
    line = min(location.line, len(starts))
    return starts[line - 1] + location.column - 1


def _patch(text: str, finding: Finding) -> Patch | None:
    place = finding.location
    if place is None:
        return None
    starts = _starts(text)
    if finding.rule is SCHEMA_MISSING:
        patch = _with_schema(text, _offset(starts, place), place)
    elif finding.rule is ENTRIES:
        patch = _without_entry(text, starts, place, finding.value or "")
    else:
        patch = _other_word(text, _offset(starts, place), finding)
    return patch


def _other_word(text: str, start: int, finding: Finding) -> Patch | None:
    """Return the patch of a word that stands in one line, plain or in quotes."""
    old, new, place = finding.value, finding.suggestion, finding.location
    if not (old and new and place and _PLAIN.fullmatch(new)):
        return None
    quote = text[start : start + 1]
    if quote in {"'", '"'} and text[start + 1 :].startswith(f"{old}{quote}"):
        return Patch(replace(place, column=place.column + 1), old, new)
    return Patch(place, old, new) if text[start:].startswith(old) else None


def _with_schema(text: str, start: int, place: Location) -> Patch | None:
    """Return the patch that puts the line of the schema in front of the first field."""
    key = _KEY.match(text, start)
    if key is None or place.column != 1:
        return None
    ends = _BREAK.search(text)
    return Patch(place, key[0], f"schema: 1{ends[0] if ends else chr(10)}{key[0]}")


def _without_entry(text: str, starts: list[int], place: Location, word: str) -> Patch | None:
    """Return the patch that takes out an entry with a line of its own."""
    start = starts[min(place.line, len(starts)) - 1]
    end = starts[place.line] if place.line < len(starts) else len(text)
    line = text[start:end]
    entry = re.fullmatch(rf"\s*-\s+(['\"]?){re.escape(word)}\1\s*", line)
    return Patch(Location(place.file, place.line), line, "") if entry else None
