"""The client by which registries are asked: one for all of them, and polite.

It names itself and a person to write to, keeps the distance between requests that each registry
asks for or tells in its answers, waits as long as ``Retry-After`` says, or leaves it alone until
then, tries again with growing random pauses (RFC 9110, section 10.2.3; "full jitter" of https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/),
keeps answers on disk and asks for them anew only by their validators.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from atlas_kg import __version__
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import BASE
from atlas_kg.registries.answer import Answer
from atlas_kg.registries.cache import Cache
from atlas_kg.registries.failures import (
    OfflineError,
    RefusedError,
    RegistryError,
    UnreachableError,
    UnreadableAnswerError,
)
from atlas_kg.registries.registry import Registry

__all__ = ["Client", "Patience"]

T = TypeVar("T")


_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes after which the same request may succeed."""

_REFUSALS = frozenset({401, 403})
"""Status codes by which a registry says that it will not answer whoever asks."""

_SECONDS = re.compile(r"([0-9]{1,6})s?")

_FILE_INSTEAD = "Give a file instead: .bib, .json (CSL-JSON) or .ris."


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try.

    Attributes:
        tries: How often a request is sent at most.
        pause: The longest pause in seconds after the first try; it doubles with each further one.
        longest_pause: The longest pause that is made, also if the registry asks for a longer one.
        timeout: The seconds without any sign from the registry after which a try has failed.
        whole: The seconds after which a try has failed though something still comes.
        most_bytes: The largest answer that is read.
    """

    tries: int = 5
    pause: float = 1.0
    longest_pause: float = 60.0
    timeout: float = 20.0
    whole: float = 60.0
    most_bytes: int = 10_000_000


class _TryError(Exception):
    """A try that failed in a way that may pass.

    Attributes:
        why: What happened, as the end of a sentence that begins with the registry.
        wait: The seconds that the registry asks to wait, if it says so.
        is_silent: Whether the registry did not answer at all.
    """

    def __init__(self, why: str, wait: float | None = None, *, is_silent: bool = False) -> None:
        super().__init__(why)
        self.why, self.wait, self.is_silent = why, wait, is_silent


class Client:
    """Asks registries, one request at a time.

    Args:
        mailto: The mail address of whoever asks, so that registries can write when something goes
            wrong; some answer faster to those who give one.
        cache: Where answers are kept; without it, none is.
        offline: Answer from the cache alone, and send nothing.
        patience: How long to wait, and how often to try.

    Raises:
        UsageError: The mail address is none.
    """

    def __init__(
        self,
        mailto: str | None = None,
        cache: Cache | None = None,
        *,
        offline: bool = False,
        patience: Patience | None = None,
    ) -> None:
        if mailto and ("@" not in mailto or not mailto.isprintable() or set(mailto) & set(" ()<>")):
            raise UsageError(f"'{mailto}' is no mail address. Write one such as jane@example.org.")
        contact = f"; mailto:{mailto}" if mailto else ""
        self.mailto = mailto
        self.offline = offline
        self.requests = 0
        self._cache = cache
        self._patience = patience or Patience()
        self._free: dict[str, float] = {}
        self._resting: dict[str, float] = {}
        self._lock = threading.Lock()
        self._http = httpx2.Client(
            headers={"user-agent": f"atlas-kg/{__version__} ({BASE.rstrip('/')}{contact})"},
            timeout=self._patience.timeout,
            follow_redirects=True,
            max_redirects=5,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def offline_twin(self) -> Client:
        """Return a client that reads the same kept answers and sends nothing."""
        return Client(self.mailto, self._cache, offline=True, patience=self._patience)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(
        self,
        registry: Registry,
        path: str,
        read: Callable[[Answer], T],
        *,
        accept: str = "application/json",
        query: Mapping[str, str] | None = None,
    ) -> T | None:
        """Ask a registry.

        Args:
            registry: The registry.
            path: What to ask for, below its address; signs that are special in paths are encoded.
            read: What makes something of the answer. An answer that it refuses by an
                `UnreadableAnswerError` is not kept.
            accept: The media type that is wanted.
            query: The parameters.

        Returns:
            What was read from the answer; None if the registry knows no such thing.

        Raises:
            OfflineError: Nothing may be asked, and no earlier answer is kept.
            RefusedError: The registry does not answer whoever asks.
            UnreachableError: There is no network, or the registry does not answer, or it asked to
                be left alone for longer than this client waits.
            UnreadableAnswerError: The answer is too large, or none that the registry should give.
            UsageError: The setting for the address of the registry is none.
        """
        if {".", ".."} & set(path.split("/")):
            # Such a path leads elsewhere, as a DOI that somebody made up for that may.
            return None
        address = httpx2.URL(f"{registry.address()}/{path.lstrip('/')}")
        url = str(address.copy_merge_params(dict(query)) if query else address)
        kept = self._cache.get(url, accept) if self._cache else None
        if kept:
            try:
                found = _found(kept.answer, read)
            except UnreadableAnswerError:
                # No such answer is ever kept, so that this one was damaged where it lay.
                kept = None
            else:
                if kept.is_fresh or self.offline:
                    return found
        if self.offline:
            raise OfflineError(
                f"{registry.label} must not be asked with --offline, and no earlier answer to "
                f"{url} is kept. {_FILE_INSTEAD}"
            )
        headers = {"accept": accept, **(kept.conditions if kept else {})}
        answer = self._patiently(registry, url, headers)
        if answer.status == httpx2.codes.NOT_MODIFIED and kept:
            answer = Answer(url, kept.answer.status, kept.answer.headers, kept.answer.body)
        found = _found(answer, read)
        if self._cache:
            self._cache.put(answer, accept)
        return found

    def _patiently(self, registry: Registry, url: str, headers: Mapping[str, str]) -> Answer:
        patience = self._patience
        left = self._resting.get(registry.name, 0) - time.monotonic()
        if left > 0:
            raise UnreachableError(
                f"{registry.label} was not asked for {url}, since it asks to wait {left:,.0f} "
                f"seconds more. Try again later. {_FILE_INSTEAD}"
            )
        for number in range(1, patience.tries + 1):
            try:
                return self._try(registry, url, headers)
            except _TryError as failed:
                # Nobody answers: more patience helps seldom, and the reader waits.
                tries = min(2, patience.tries) if failed.is_silent else patience.tries
                asked = failed.wait or 0
                if asked > patience.longest_pause:
                    self._resting[registry.name] = time.monotonic() + asked
                if number >= tries or asked > patience.longest_pause:
                    raise _unreachable(registry, url, failed, number) from failed
                most = min(patience.pause * 2 ** (number - 1), patience.longest_pause)
                # The pause must be uneven, not secret.
                time.sleep(max(asked, random.uniform(0, most)))  # noqa: S311
        raise UnreachableError(f"{registry.label} was not asked: no tries are allowed.")

    def _try(self, registry: Registry, url: str, headers: Mapping[str, str]) -> Answer:
        self._keep_distance(registry)
        begun = time.monotonic()
        self.requests += 1
        try:
            # The key stands in no address that is kept or told.
            parameters, key = registry.credentials()
            address = httpx2.URL(url).copy_merge_params(dict(parameters)) if parameters else url
            with self._http.stream("GET", address, headers={**headers, **key}) as response:
                told = min(_told_distance(response.headers), self._patience.longest_pause)
                self._widen(registry, begun + told)
                body = self._body(registry, url, response, begun)
                return _answer(registry, url, response, body)
        except httpx2.TimeoutException as error:
            raise _TryError("did not answer in time", is_silent=True) from error
        except httpx2.TooManyRedirects as error:
            raise UnreadableAnswerError(
                f"{registry.label} sends from one address to the next without end: {url}. "
                f"{_FILE_INSTEAD}"
            ) from error
        except httpx2.ConnectError as error:
            raise _TryError(f"cannot be reached ({error})", is_silent=True) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise _TryError(f"broke off its answer ({error})") from error
        except httpx2.InvalidURL as error:
            raise UnreadableAnswerError(f"{url} cannot be asked: {error}.") from error

    def _body(self, registry: Registry, url: str, response: httpx2.Response, begun: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self._patience.most_bytes:
                raise UnreadableAnswerError(
                    f"{registry.label} answered more than {self._patience.most_bytes:,} bytes to "
                    f"{url}, which no description of a work takes. {_FILE_INSTEAD}"
                )
            if time.monotonic() - begun > self._patience.whole:
                raise _TryError("answers too slowly")
        return b"".join(parts)

    def _keep_distance(self, registry: Registry) -> None:
        with self._lock:
            now = time.monotonic()
            begin = max(now, self._free.get(registry.name, now))
            self._free[registry.name] = begin + registry.interval
        time.sleep(max(begin - now, 0))

    def _widen(self, registry: Registry, until: float) -> None:
        with self._lock:
            self._free[registry.name] = max(self._free.get(registry.name, 0), until)


def _answer(registry: Registry, url: str, response: httpx2.Response, body: bytes) -> Answer:
    status = response.status_code
    if status in _AGAIN:
        wait = _wait(response.headers.get("retry-after"))
        raise _TryError(f"answered with status {status}", wait)
    if status in _REFUSALS:
        has_key = registry.key_parameter or registry.key_header
        key = f" Look at the key in {registry.key_setting}, if there is one." if has_key else ""
        raise RefusedError(
            f"{registry.label} refuses to answer, with status {status} to {url}. It may have been "
            f"asked too often; try again later.{key} {_FILE_INSTEAD}"
        )
    answer = Answer(url, status, dict(response.headers), body)
    if status == httpx2.codes.NOT_MODIFIED or _is_known(status) or _is_unknown(status):
        return answer
    raise RegistryError(
        f"{registry.label} answered with status {status} to {url}. Look at that address in a "
        f"browser. {_FILE_INSTEAD}"
    )


def _found(answer: Answer, read: Callable[[Answer], T]) -> T | None:
    return read(answer) if _is_known(answer.status) else None


def _is_known(status: int) -> bool:
    return status == httpx2.codes.OK


def _is_unknown(status: int) -> bool:
    return status in {httpx2.codes.NOT_FOUND, httpx2.codes.GONE}


def _told_distance(headers: Mapping[str, str]) -> float:
    """Return the seconds between requests that Crossref tells in its answers, else none.

    See https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/.
    """
    limit = _SECONDS.fullmatch(headers.get("x-rate-limit-limit", ""))
    interval = _SECONDS.fullmatch(headers.get("x-rate-limit-interval", ""))
    return int(interval[1]) / max(int(limit[1]), 1) if limit and interval else 0.0


def _wait(header: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks to wait: RFC 9110, section 10.2.3."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        left = parsedate_to_datetime(header).astimezone(UTC) - datetime.now(UTC)
    except (ValueError, OverflowError):
        # It may be a day that no calendar has, or one after the last year, seen from here.
        return None
    return max(left.total_seconds(), 0)


def _unreachable(registry: Registry, url: str, failed: _TryError, tries: int) -> UnreachableError:
    times = "time" if tries == 1 else "times"
    later = f" It asks to wait {failed.wait:,.0f} seconds." if failed.wait else ""
    return UnreachableError(
        f"{registry.label} {failed.why}; it was asked {tries} {times} for {url}.{later} "
        f"Try again later, or name another address by {registry.setting}. {_FILE_INSTEAD}"
    )
