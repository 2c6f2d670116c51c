"""Parts of JSON answers, read so that a part of another kind is as good as none."""

from __future__ import annotations

from typing import Any

__all__ = ["mapping", "mappings", "text", "year"]


def mapping(value: object) -> dict[str, Any]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """Return a text or a whole number as text; empty if it is neither."""
    return str(value).strip() if isinstance(value, str | int) else ""


def year(value: object) -> str:
    """Return the year that a date or a number begins with; empty if there is none."""
    digits = text(value)[:4]
    return digits if len(digits) == len("2026") and digits.isdecimal() else ""
