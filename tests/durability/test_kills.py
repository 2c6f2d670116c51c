"""Processes are killed at random moments: what was acknowledged is there, the rest whole or not.

The moments come from a seed, and differ all the same with the load of the machine. A store goes on
from one kill to the next, so that whatever a kill leaves behind meets all that follows.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from atlas_kg.workers.backups import read
from atlas_kg.workers.checkpoints import drop
from atlas_kg.workers.folder import StoreFolder
from tests.durability.history import expected
from tests.durability.killing import Keeping, current, held, kill, orphans

BURST = 40
"""More changes than are ever made until the kill."""


def reached(folder: Path, acknowledged: int) -> int:
    """Return how many changes a store holds, after as many as that were acknowledged."""
    found = held(folder)
    state = StoreFolder(folder).state()
    count = state.generation if state else 0
    assert count in (acknowledged, acknowledged + 1)
    assert found == expected(count), f"{count} changes"
    assert state is None or state.sources == (f"after {count - 1}" if count else "")
    return count


@pytest.mark.parametrize(("seed", "is_writer_killed_too"), [(1, False), (2, True)])
def test_a_server_that_is_killed_while_it_makes_changes(
    tmp_path: Path, seed: int, *, is_writer_killed_too: bool
) -> None:
    random = Random(seed)  # noqa: S311 - to be the same each time
    folder, count, unmade = tmp_path / "store", 0, 0
    for _ in range(10):
        keeping = Keeping(folder)
        assert keeping.told() == ["ready", str(count)]
        assert orphans(folder) == set()
        keeping.send("change", count, count + BURST)
        for _ in range(random.randrange(4)):
            assert keeping.told() == ["made", str(count)]
            count += 1
        time.sleep(random.uniform(0, 0.15))
        others = keeping.writers() if is_writer_killed_too else []
        count += len(keeping.kill(*others))
        after = reached(folder, count)
        unmade += after == count
        count = after
    # Not all of the kills came after a change and before the next.
    assert unmade > 0
    assert count > 10


def test_a_server_that_is_killed_while_it_opens_the_store(tmp_path: Path) -> None:
    random = Random(3)  # noqa: S311 - to be the same each time
    folder, count = tmp_path / "store", 0
    for _ in range(10):
        keeping = Keeping(folder)
        time.sleep(random.uniform(0.1, 0.7))
        keeping.kill()
        count = reached(folder, count)
        assert count == 0
    keeping = Keeping(folder)
    assert keeping.told() == ["ready", "0"]
    assert orphans(folder) == set()
    keeping.close()


def test_a_writer_that_is_killed_alone(tmp_path: Path) -> None:
    random = Random(4)  # noqa: S311 - to be the same each time
    folder, count, stopped = tmp_path / "store", 0, 0
    keeping = Keeping(folder)
    assert keeping.told() == ["ready", "0"]
    for _ in range(20):
        goal = count + random.randint(1, 3)
        keeping.send("change", count, goal)
        time.sleep(random.uniform(0, 0.15))
        for writer in keeping.writers():
            kill(writer)
        while count < goal:
            what, number = keeping.told()
            assert int(number) == count
            if what == "stopped":
                # The server said that nothing of it was made, and waits.
                stopped += 1
                assert current(folder) == expected(count)
                keeping.send("again")
            else:
                count += 1
        assert current(folder) == expected(count)
        assert orphans(folder) == set()
    assert keeping.kill() == []
    assert reached(folder, count) == count
    assert stopped > 0


@pytest.mark.parametrize("order", ["backup", "restore"])
def test_a_server_that_is_killed_while_it_copies(tmp_path: Path, order: str) -> None:
    random = Random(order)  # noqa: S311 - to be the same each time
    folder, backup = tmp_path / "store", tmp_path / "backups" / "one"
    backup.parent.mkdir()
    keeping = Keeping(folder)
    keeping.send("change", 0, 5)
    keeping.send("backup", backup)
    keeping.send("change", 5, 7)
    while keeping.told()[:2] != ["made", "6"]:
        pass
    before, restored = expected(7), expected(5)
    completed = 0
    for number in range(8):
        if number:
            keeping = Keeping(folder)
            keeping.told()
        assert orphans(folder) == set()
        target = backup if order == "restore" else backup.with_name(f"other-{number}")
        keeping.send(order, target)
        time.sleep(random.uniform(0, 0.6))
        done = ["done"] in keeping.kill()
        completed += done
        found = held(folder)
        if order == "restore":
            assert found == restored if done else found in (before, restored)
            # From a backup that holds other data, as nothing would be seen otherwise.
            before, restored = found, expected(5)
        else:
            assert found == before
            whole = target.exists()
            assert whole or not done
            if whole:
                read(target, tmp_path / "read")
                drop(tmp_path / "read")
    # The process that copies clears away what it has begun when its server is killed.
    assert [each.name for each in backup.parent.iterdir() if each.name.startswith(".")] == []
