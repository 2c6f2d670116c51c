"""Lines of text that fit a width, in whatever font of a system they will be set."""

from __future__ import annotations

__all__ = ["width_of", "wrapped"]

_NARROW, _WIDE = frozenset("iljtfrI.,:;'’‘()[]|! -"), frozenset("mwMW—…&")
_CAPITAL = 0.7
_WIDTHS = {True: 0.36, False: 0.58}
_BROAD = 0.9


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is in a sans-serif font, rather too much than too little.

    Args:
        text: The text.
        size: The size of the font; the result is in the same unit.
    """
    return size * sum(map(_width, text))


def _width(sign: str) -> float:
    if sign in _WIDE:
        return _BROAD
    if sign.isupper():
        return _WIDTHS[True] if sign in _NARROW else _CAPITAL
    return _WIDTHS[sign in _NARROW]


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return the lines of a text that are no wider than a width, except for words that are.

    Args:
        text: The text.
        width: How wide a line may be.
        size: The size of the font.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
