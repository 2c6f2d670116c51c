"""The calls of other endpoints in a query or an update: found by its tokens, and led elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from atlas_kg.sparql_text import QueryError, could_hold, may_hold, position, readings, tokens

__all__ = ["Call", "rewritten_for_gateway", "services_called"]

_SERVICE = "service"
_CURIE = re.compile(r"(?P<prefix>[\w-]*:)(?P<local>[\w-]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AFTER_NAME = re.compile(r"[\s{#]|\Z")
_MOST = 20


@dataclass(frozen=True)
class Call:
    """A place where a text calls another endpoint.

    Attributes:
        start: Where the name of the endpoint begins.
        end: Where it ends.
        address: The IRI of the endpoint.
    """

    start: int
    end: int
    address: str


def services_called(text: str) -> tuple[Call, ...]:
    """Return the calls in the order of the text.

    No call is missed, in whatever way an engine reads the text: what is not plainly a call and
    could be one is refused.

    Args:
        text: A query or an update.

    Raises:
        QueryError: A call has no fixed target, or the text can be read in two ways.
    """
    if not may_hold(text, _SERVICE):
        return ()
    read = list(readings(text))
    names = _Names(text, read)
    found: dict[int, Call] = {}
    for token in read:
        if token.lastgroup == "comment" or not could_hold(token, _SERVICE):
            continue
        if token.group().lower() != _SERVICE:
            raise _refusal(
                text,
                token,
                "SERVICE must stand as a word of its own, and no prefix may hold this word.",
            )
        if any(each.start() < token.start() < each.end() for each in read):
            raise _refusal(
                text, token, "it can be read in two ways: put a space after each '<' that compares."
            )
        found[token.start()] = names.call(token)
    if len(found) > _MOST:
        raise QueryError(f"it calls more than {_MOST} endpoints.")
    return tuple(found[place] for place in sorted(found))


def rewritten_for_gateway(text: str, allowed: Sequence[str], gateway: str) -> str:
    """Return a text whose calls go to a gateway in place of the endpoints.

    Args:
        text: A query or an update.
        allowed: The addresses of the endpoints that may be called.
        gateway: The address below which the gateway has these endpoints, by their number in the
            sequence.

    Raises:
        QueryError: The text calls another endpoint, or has no fixed target for a call.
    """
    parts = []
    end = 0
    for call in services_called(text):
        if call.address not in allowed:
            known = ", ".join(f"<{address}>" for address in allowed)
            raise QueryError(
                f"SERVICE may not call <{call.address}>. "
                + (f"It may call {known}." if known else _NONE),
                *position(text, call.start),
            )
        parts += [text[end : call.start], f" <{gateway}/{allowed.index(call.address)}> "]
        end = call.end
    return "".join([*parts, text[end:]])


_NONE = "This endpoint sends no requests to others; whoever runs it may allow them."


class _Names:
    """What the names of endpoints in a text stand for.

    Declarations count in whatever way the text is read. That does no harm: a name that is resolved
    otherwise than an engine would have done leads to another endpoint that is allowed.
    """

    def __init__(self, text: str, read: Iterable[re.Match[str]]) -> None:
        self._text = text
        self._prefixes: dict[str, set[str]] = {}
        self._bases: set[str] = set()
        for token in read:
            word = token.group().upper()
            if token.lastgroup != "word" or word not in ("PREFIX", "BASE"):
                continue
            name = self._next(token.end())
            if word == "BASE" and name and name.lastgroup == "iri":
                self._bases.add(name.group()[1:-1])
            elif word == "PREFIX" and name:
                iri = self._next(name.end())
                if iri and iri.lastgroup == "iri":
                    self._prefixes.setdefault(name.group(), set()).add(iri.group()[1:-1])

    def call(self, service: re.Match[str]) -> Call:
        """Return the call that a word SERVICE begins."""
        target = self._next(service.end())
        if target and target.group().upper() == "SILENT":
            target = self._next(target.end())
        if target and target.lastgroup == "iri":
            address = self._absolute(target.group()[1:-1])
        elif target and target.lastgroup == "name" and target.group()[0] not in "?$":
            address = self._expanded(target)
        else:
            address = None
        # An escape in an address is for the engine to read, and no address needs one.
        if target is None or address is None or "\\" in address:
            raise _refusal(
                self._text,
                service,
                "after SERVICE, write the address of an endpoint in full, between < and >. It can "
                "be no variable.",
            )
        return Call(target.start(), target.end(), address)

    def _next(self, place: int) -> re.Match[str] | None:
        return next(tokens(self._text, place), None)

    def _expanded(self, name: re.Match[str]) -> str | None:
        parts = _CURIE.fullmatch(name.group())
        if not parts or not _AFTER_NAME.match(self._text, name.end()):
            return None
        known = self._prefixes.get(parts["prefix"], set())
        return self._absolute(next(iter(known)) + parts["local"]) if len(known) == 1 else None

    def _absolute(self, iri: str) -> str | None:
        if _SCHEME.match(iri):
            return iri
        if len(self._bases) != 1:
            return None
        base = next(iter(self._bases))
        return urljoin(base, iri) if _SCHEME.match(base) else None


def _refusal(text: str, token: re.Match[str], problem: str) -> QueryError:
    return QueryError(problem, *position(text, token.start()))
