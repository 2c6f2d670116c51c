"""Limits: what one query may take, and how many run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

__all__ = ["Limits"]

_MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one query may take, and how many run at once.

    Attributes:
        seconds: How long a query may be worked on.
        memory: How many bytes it may take beyond the store.
        answer: How long its answer may be, in bytes.
        workers: How many queries run at once before they count as slow.
        patience: After how many seconds a query counts as slow. It then makes room for others.
        slow: How many slow queries run beside them.
        queue: How many queries may wait in all.
        wait: How many seconds a query may wait until it is begun.
        transfer: How many seconds may pass until the last byte of an answer has been taken.
    """

    seconds: float = 10.0
    memory: int = 512 * _MIB
    answer: int = 1024 * _MIB
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    patience: float = 1.0
    slow: int = 4
    queue: int = 1_000
    wait: float = 10.0
    transfer: float = 600.0
