"""Answers that are kept on disk, so that nobody is asked twice for the same thing.

It follows the parts of RFC 9111 that one reader needs: freshness by ``max-age``, validation by
``ETag`` and ``Last-Modified``, and ``no-store``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.registries.answer import Answer

__all__ = ["Cache", "Kept", "default_cache"]

_WEEK = 7 * 24 * 3600
_MAX_AGE = re.compile(r"max-age=([0-9]{1,9})")
_HEADERS = ("cache-control", "content-type", "etag", "last-modified")


@dataclass(frozen=True)
class Kept:
    """A kept answer.

    Attributes:
        answer: The answer.
        is_fresh: Whether it may be used without asking whether it still holds.
    """

    answer: Answer
    is_fresh: bool

    @property
    def conditions(self) -> Mapping[str, str]:
        """The headers of a request that asks for the content only if it has changed."""
        asked = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        headers = self.answer.headers
        # Some other text cannot be sent, and would be no validator of ours.
        return {
            name: headers[of]
            for name, of in asked.items()
            if of in headers and headers[of].isascii() and headers[of].isprintable()
        }


@dataclass(frozen=True)
class Cache:
    """Answers in a folder, one file each.

    Attributes:
        folder: The folder, which is made when it is needed.
        lifetime: For how many seconds an answer holds, where the registry does not say. What
            registries say of a work seldom changes.
    """

    folder: Path
    lifetime: float = _WEEK

    def get(self, url: str, accept: str) -> Kept | None:
        """Return the kept answer to a request; None if there is none that can be read."""
        try:
            kept = json.loads(self._file(url, accept).read_bytes())
            answer = Answer(
                kept["url"],
                int(kept["status"]),
                _texts(kept["headers"]),
                base64.b64decode(kept["body"], validate=True),
                is_kept=True,
            )
            age = time.time() - float(kept["at"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
        if answer.url != url:
            return None
        return Kept(answer, 0 <= age < self._lifetime(answer.headers))

    def put(self, answer: Answer, accept: str) -> None:
        """Keep an answer, unless the registry forbids it; a cache that cannot be written stays."""
        if "no-store" in answer.headers.get("cache-control", "").lower():
            return
        kept = {
            "url": answer.url,
            "status": answer.status,
            "headers": {n: answer.headers[n] for n in _HEADERS if n in answer.headers},
            "body": base64.b64encode(answer.body).decode(),
            "at": time.time(),
        }
        file = self._file(answer.url, accept)
        partial: str | None = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=file.parent, prefix=".")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(kept, stream)
            Path(partial).replace(file)
        except OSError:
            if partial:
                Path(partial).unlink(missing_ok=True)

    def _file(self, url: str, accept: str) -> Path:
        name = hashlib.sha256(f"{accept}\n{url}".encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.json"

    def _lifetime(self, headers: Mapping[str, str]) -> float:
        control = headers.get("cache-control", "").lower()
        stated = _MAX_AGE.search(control)
        if "no-cache" in control:
            return 0
        return int(stated[1]) if stated else self.lifetime


def _texts(headers: Mapping[str, object]) -> dict[str, str]:
    """Return headers that are texts.

    Raises:
        TypeError: They are something else.
    """
    texts = {name: value for name, value in dict(headers).items() if isinstance(value, str)}
    if len(texts) < len(headers):
        raise TypeError("A header is no text.")
    return texts


def default_cache() -> Cache:
    """Return the cache of the user: ``ATLAS_KG_CACHE``, else where caches lie by custom.

    See https://specifications.freedesktop.org/basedir-spec/latest/.
    """
    own = os.environ.get("ATLAS_KG_CACHE")
    custom = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Cache(Path(own) if own else Path(custom) / "atlas-kg" / "registries")
