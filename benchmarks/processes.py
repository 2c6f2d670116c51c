"""How much memory a process and all that it started take, as Linux counts it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["family", "memory_of", "share_of"]

MIB = 1 << 20


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it, itself first."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, task.read_text("ascii").split())
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def share_of(pid: int) -> float:
    """Return the memory of one process in MiB; what it shares counts in parts (PSS).

    A process that is gone takes none.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def memory_of(pid: int) -> float:
    """Return the memory of a process and all that descend from it, in MiB (PSS)."""
    return sum(share_of(each) for each in family(pid))
