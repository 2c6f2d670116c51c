"""What other users do meanwhile: ordinary questions, one by one, from an address of theirs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlencode, urlsplit

from benchmarks.questions import Question

__all__ = ["Benign", "benign"]

_OTHER_ADDRESS = "127.0.0.2"
"""Also this machine, but not the address from which the hostile queries come."""
_OK = 200
_PAUSE = 0.03


@dataclass
class Benign:
    """How ordinary questions fared.

    Attributes:
        seconds: How long each took that was answered.
        failures: What came instead of an answer, with the name of the question.
    """

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@contextmanager
def benign(address: str, questions: Sequence[Question]) -> Iterator[Benign]:
    """Ask ordinary questions until the end of the block, each on a connection of its own.

    Args:
        address: Where the server takes queries.
        questions: The questions.
    """
    told = Benign()
    is_over = threading.Event()
    askers = [
        threading.Thread(target=_ask, args=(address, question, told, is_over))
        for question in questions
    ]
    for asker in askers:
        asker.start()
    try:
        yield told
    finally:
        is_over.set()
        for asker in askers:
            asker.join()


def _ask(address: str, question: Question, told: Benign, is_over: threading.Event) -> None:
    parts = urlsplit(address)
    source = (_OTHER_ADDRESS, 0)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60, source_address=source)
    queries = question.queries(next(_NUMBERS) * 1_000_000)
    while not is_over.wait(_PAUSE):
        path = f"{parts.path}?{urlencode({'query': next(queries)})}"
        begun = time.monotonic()
        try:
            connection.request("GET", path, headers={"Accept": question.accept})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            told.failures.append(f"{question.name}: {error!r}")
            connection.close()
            continue
        if answer.status == _OK:
            told.seconds.append(time.monotonic() - begun)
        else:
            told.failures.append(f"{question.name}: {answer.status} {body[:200]!r}")
    connection.close()


_NUMBERS = count()
