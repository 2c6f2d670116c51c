"""What a store may understand beyond SPARQL 1.1, and must not be asked for here.

The embedded engine knows the standard alone. Other stores take more at the same place: Virtuoso
runs updates that come as queries, fetches documents (``DEFINE get:…``, ``OPTION (get:…)``) and
calls procedures of its database (``bif:…``, ``sql:…``). What is passed on to a store is held to the
standard, so that no question does more than ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from atlas_kg.query_guard import check_update, checked_words
from atlas_kg.sparql_text import QueryError, tokens
from atlas_kg.workers.frames import Failure
from atlas_kg.workers.reply import UnansweredError

__all__ = ["check_updates", "query_form"]

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("PREFIX", "BASE")
_PRAGMAS = ("DEFINE", "OPTION")
_PROCEDURE = re.compile(r"<?(?:bif|sql):", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


def query_form(text: str) -> str:
    """Return the form of a query, in capitals.

    Args:
        text: The query.

    Raises:
        UnansweredError: It is no query, calls other servers, or holds more than SPARQL 1.1 knows.
    """
    form = _form(text)
    for plain in _readings(text):
        if _form(plain) != form:
            raise UnansweredError(Failure.MALFORMED, "it writes a keyword with escapes")
        _check(checked_words, plain)
        _refuse_extensions(plain)
    return form


def check_updates(text: str) -> None:
    """Refuse updates that call or load from other servers, or hold more than SPARQL 1.1 knows.

    Args:
        text: The updates.

    Raises:
        UnansweredError: There is such a thing in them.
    """
    for plain in _readings(text):
        _check(check_update, plain)
        _refuse_extensions(plain)


def _readings(text: str) -> set[str]:
    """Return a text as it stands, and as it reads when its escapes have been replaced.

    A store does that before all else (SPARQL 1.1 Query Language, section 19.2).
    """
    return {text, _ESCAPE.sub(_character, text)}


def _check(check: Callable[[str], object], text: str) -> None:
    # The store would send the calls itself, where no list of allowed servers holds.
    try:
        check(text)
    except QueryError as error:
        raise UnansweredError(Failure.REFUSED, error.problem.rstrip(".")) from error


def _form(text: str) -> str:
    for token in tokens(text):
        word = token.group().upper()
        if token.lastgroup == "word" and word in _FORMS:
            return word
        if token.lastgroup not in ("iri", "name") and word not in _PROLOGUE:
            raise UnansweredError(
                Failure.MALFORMED, f"it begins with '{token.group()[:30]}', and not as a query does"
            )
    raise UnansweredError(Failure.MALFORMED, "it is empty")


def _refuse_extensions(text: str) -> None:
    for token in tokens(text):
        word, kind = token.group(), token.lastgroup
        is_pragma = kind == "word" and word.upper() in _PRAGMAS
        if is_pragma or (kind in ("iri", "name") and _PROCEDURE.match(word)):
            raise UnansweredError(
                Failure.REFUSED, f"'{word[:30]}' is not SPARQL 1.1, and is not passed on"
            )


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else escape[0]  # noqa: PLR2004 - the last character
