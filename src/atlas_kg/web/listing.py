"""Long lists, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Generic, TypeVar

from starlette.requests import Request

from atlas_kg.web.problems import ProblemError

__all__ = ["Leaf", "leaf"]

_NUMBER = re.compile("0*[1-9][0-9]{0,8}")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Leaf(Generic[_Item]):
    """One page of a list.

    Attributes:
        items: What stands on it.
        number: Its number, from 1.
        pages: How many pages there are, at least one.
        total: How long the list is.
        begin: The place of the first item in the list, from 1.
    """

    items: Sequence[_Item]
    number: int
    pages: int
    total: int
    begin: int


def leaf(request: Request, found: Sequence[_Item], most: int) -> Leaf[_Item]:
    """Return the page of a list that a request asks for with ``page=``.

    Args:
        request: The request.
        found: The whole list.
        most: How many items a page holds.

    Raises:
        ProblemError: There is no such page.
    """
    asked = request.query_params.get("page", "1")
    if not _NUMBER.fullmatch(asked):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The parameter 'page' takes a number from 1 on.")
    number, pages = int(asked), max(1, ceil(len(found) / most))
    if number > pages:
        told = "1 page" if pages == 1 else f"{pages} pages"
        raise ProblemError(HTTPStatus.NOT_FOUND, f"This list has {told}.")
    begin = (number - 1) * most
    return Leaf(found[begin : begin + most], number, pages, len(found), begin + 1)
