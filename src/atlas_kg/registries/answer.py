"""The answer of a registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from atlas_kg.reference.json_text import is_text
from atlas_kg.registries.failures import UnreadableAnswerError

__all__ = ["Answer"]


@dataclass(frozen=True)
class Answer:
    """What a registry answered.

    Attributes:
        url: The address that was asked.
        status: The status code.
        headers: The headers that matter, by names in lower case.
        body: The content.
        is_kept: Whether it came from the cache, without a request.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_kept: bool = False

    def json(self) -> object:
        """Return the content as JSON.

        Raises:
            UnreadableAnswerError: It is no JSON, or it was cut off, or a text in it is none.
        """
        try:
            content: object = json.loads(self.body)
            is_whole = is_text(content)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "").split(";")[0] or "content of no known type"
            raise UnreadableAnswerError(
                f"{self.url} answered {len(self.body):,} bytes of {kind} that are not whole JSON. "
                "Try again later, or give a file instead."
            ) from error
        if not is_whole:
            raise UnreadableAnswerError(
                f"{self.url} answered JSON with half a sign in a text (a lone surrogate), which "
                "cannot be written. Try again later, or give a file instead."
            )
        return content
