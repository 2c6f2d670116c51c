"""Limits: what one query or change may take, and how many run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

__all__ = ["Limits"]

_MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one query or change may take, and how many run at once.

    Attributes:
        seconds: How long a query may be worked on.
        memory: How many bytes it may take beyond the store.
        answer: How long its answer may be, in bytes.
        workers: How many queries run at once before they count as slow; two a processor, so that
            one has work while another waits for the server to take its answer.
        patience: After how many seconds a query counts as slow, if the slow lane has room. It then
            makes room for others.
        grace: After how many seconds a query makes room for others in any case; if the slow lane
            is full, the longest running query of the client that has most there ends.
        slow: How many slow queries run beside them.
        queue: How many queries may wait in all.
        wait: How many seconds a query may wait until it is begun.
        transfer: How many seconds may pass until the last byte of an answer has been taken.
        change_seconds: How long a change may be worked on.
        change_memory: How many bytes it may take beyond the store.
        copied: Up to how many bytes a store on disk is held in memory besides, where queries are
            faster.
    """

    seconds: float = 10.0
    memory: int = 512 * _MIB
    answer: int = 1024 * _MIB
    workers: int = field(default_factory=lambda: 2 * (os.cpu_count() or 2))
    patience: float = 0.25
    grace: float = 1.0
    slow: int = 8
    queue: int = 1_000
    wait: float = 10.0
    transfer: float = 600.0
    change_seconds: float = 60.0
    change_memory: int = 2048 * _MIB
    copied: int = 1024 * _MIB
