"""The keeper of a store on disk: changes last, checkpoints go, and nothing is ever half made."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.folder import InUseError, State
from atlas_kg.workers.frames import Applied, Change, Failure, Operation
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import StoppedError, UnansweredError
from tests.workers.disk_stores import fill, insert, restored, subjects, turtle, with_keeper

CROSSED = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(30))
ENDLESS = f"INSERT {{ ?a ?b 1 }} WHERE {{ {CROSSED} FILTER(?a = ?z) }}"
DEEP = f"INSERT {{ <x:s> <x:p> 1 }} WHERE {{{'{' * 8000}{'}' * 8000}}}"
MALFORMED = Change(Operation.UPDATE, "INSERT DATA {")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def entries(folder: Path) -> set[str]:
    """Return what the folder of an open store holds, apart from what it always does."""
    names = {each.name for each in folder.iterdir()} - {"format", "lock", "current", "generations"}
    return names | {each.name for each in (folder / "generations").iterdir()}


async def removed(checkpoint: Path) -> bool:
    """Wait a moment for a checkpoint to be removed."""
    for _ in range(100):
        if not checkpoint.exists():  # noqa: ASYNC240 - a moment for each
            return True
        await asyncio.sleep(0.01)
    return False


def test_what_was_changed_is_there_when_the_store_is_opened_again(folder: Path) -> None:
    fill(folder, "a", "b")

    async def look(keeper: DiskKeeper, checkpoint: Path) -> tuple[list[str], State]:
        return subjects(checkpoint), keeper.state

    assert with_keeper(folder, look) == (["a", "b"], State(2, "of b"))


def test_a_change_tells_what_became_of_it_and_where_the_data_are(folder: Path) -> None:
    change = Change(Operation.PUT, graph="x:g", parts=turtle(b"<x:a> <x:b> <x:c> ."))

    async def work(keeper: DiskKeeper, first: Path) -> None:
        assert await keeper.apply(change) == (Applied(created=True), first.with_name("1"))
        assert await keeper.apply(change) == (Applied(created=False), first.with_name("2"))

    with_keeper(folder, work)


def test_the_sources_are_remembered_with_the_data(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        seen = [keeper.state.sources]
        for sources in ("first", None, "second"):
            await keeper.apply(insert("a"), sources)
            seen.append(keeper.state.sources)
        with pytest.raises(UnansweredError):
            await keeper.apply(MALFORMED, "third")
        return [*seen, keeper.state.sources]

    assert with_keeper(folder, work) == ["", "first", "first", "second", "second"]


def test_data_are_taken_from_the_sources_when_those_have_changed(folder: Path) -> None:
    asked = []

    def change() -> Change:
        asked.append(1)
        return insert("a")

    async def work(keeper: DiskKeeper, first: Path) -> list[bool]:
        keeper.release(first)
        followed = [await keeper.follow(sources, change) for sources in ("x", "x", "y")]
        assert entries(folder) - {"0", "1"} == {"data-1", "2"}
        return followed

    assert with_keeper(folder, work) == [True, False, True]
    assert len(asked) == 2


def test_a_checkpoint_stays_as_long_as_it_is_used(folder: Path) -> None:
    async def work(keeper: DiskKeeper, first: Path) -> None:
        # The same data may be given out again.
        assert await keeper.start() == first
        _, second = await keeper.apply(insert("a"))
        keeper.release(first)
        assert subjects(first) == []
        keeper.release(first)
        assert await removed(first)
        # The current one is needed to begin the next.
        keeper.release(second)
        assert subjects(second) == ["a"]
        await keeper.apply(insert("b"))
        assert await removed(second)

    with_keeper(folder, work)


def test_nothing_piles_up(folder: Path) -> None:
    async def work(keeper: DiskKeeper, checkpoint: Path) -> set[str]:
        for number in range(10):
            before = checkpoint
            _, checkpoint = await keeper.apply(insert(str(number)))
            keeper.release(before)
            assert await removed(before)
        return entries(folder)

    assert with_keeper(folder, work) == {"data-1", "10"}
    assert entries(folder) == {"10"}


def test_a_malformed_change_is_told_and_leaves_nothing(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> tuple[Failure, str, list[str]]:
        with pytest.raises(UnansweredError) as told:
            await keeper.apply(MALFORMED)
        _, checkpoint = await keeper.apply(insert("a"))
        return told.value.failure, told.value.what, subjects(checkpoint)

    failure, what, found = with_keeper(folder, work)
    assert (failure, found) == (Failure.MALFORMED, ["a"])
    assert what.startswith("error at 1:14: expected")


def test_a_change_that_takes_too_long_ends_and_others_are_made(folder: Path) -> None:
    fill(folder, *"abcdefgh")

    async def work(keeper: DiskKeeper, _first: Path) -> tuple[float, list[str]]:
        begun = time.monotonic()
        with pytest.raises(StoppedError, match=r"longer than 0\.5 seconds"):
            await keeper.apply(Change(Operation.UPDATE, ENDLESS), "never")
        took = time.monotonic() - begun
        assert keeper.state == State(8, "of h")
        _, checkpoint = await keeper.apply(insert("i"))
        return took, subjects(checkpoint)

    took, found = with_keeper(folder, work, Limits(change_seconds=0.5))
    assert found == list("abcdefghi")
    assert took < 5


def test_a_change_that_kills_the_writer_is_told_and_others_are_made(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        with pytest.raises(StoppedError, match="ended the process that made it"):
            await keeper.apply(Change(Operation.UPDATE, DEEP))
        assert keeper.state == State(0)
        _, checkpoint = await keeper.apply(insert("a"))
        assert entries(folder) - {"0", "1"} <= {"data-1", "data-2"}
        return subjects(checkpoint)

    assert with_keeper(folder, work) == ["a"]


def test_a_writer_that_is_killed_under_way_is_told_and_others_are_made(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        assert keeper._writer
        keeper._writer.process.send_signal(signal.SIGSTOP)
        asked = asyncio.ensure_future(keeper.apply(insert("a")))
        await asyncio.sleep(0.05)
        keeper._writer.process.send_signal(signal.SIGKILL)
        with pytest.raises(StoppedError, match="it lost the process that made it"):
            await asked
        _, checkpoint = await keeper.apply(insert("b"))
        return subjects(checkpoint)

    assert with_keeper(folder, work) == ["b"]


def test_a_writer_that_died_meanwhile_is_replaced(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        assert keeper._writer
        keeper._writer.process.send_signal(signal.SIGKILL)
        keeper._writer.process.wait()
        _, checkpoint = await keeper.apply(insert("a"))
        return subjects(checkpoint)

    assert with_keeper(folder, work) == ["a"]


def test_a_change_that_was_made_counts_even_if_the_writer_could_not_say_so(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> tuple[Applied, list[str]]:
        assert keeper._writer
        change = Change(Operation.PUT, graph="x:g", parts=turtle(b"<x:/a> <x:b> <x:c> ."))
        made = asyncio.ensure_future(keeper.apply(change))
        # The server is busy elsewhere until the change stands in the folder.
        while not (folder / "current").read_text().startswith('{"generation": 1'):
            if made.done():
                break
            await asyncio.sleep(0)
        keeper._writer.reader.feed_eof()
        applied, checkpoint = await made
        return applied, subjects(checkpoint)

    assert with_keeper(folder, work) == (Applied(created=True), ["a"])


def test_a_change_whose_caller_has_gone_leaves_a_whole_store(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        gone = asyncio.ensure_future(keeper.apply(Change(Operation.UPDATE, ENDLESS)))
        await asyncio.sleep(0.2)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        _, checkpoint = await keeper.apply(insert("i"))
        return subjects(checkpoint)

    fill(folder, *"abcdefgh")
    assert with_keeper(folder, work) == list("abcdefghi")


def test_two_servers_cannot_use_one_folder(folder: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> None:
        with pytest.raises(InUseError, match="is in use by another process"):
            DiskKeeper(folder, Limits()).claim(0.2)
        await keeper.apply(insert("a"))

    with_keeper(folder, work)
    fill(folder, "b")


def test_a_store_that_cannot_be_opened_is_told_and_let_go(folder: Path) -> None:
    fill(folder, "a")
    (folder / "generations" / "1" / "CURRENT").write_text("MANIFEST-999999\n")
    for _ in range(2):
        with pytest.raises(UsageError, match="cannot be opened"):
            fill(folder, "b")


def test_a_backup_holds_what_was_there_when_it_began(folder: Path, tmp_path: Path) -> None:
    fill(folder, "a", "b")

    async def work(keeper: DiskKeeper, first: Path) -> int:
        running = asyncio.ensure_future(keeper.backup(tmp_path / "backup"))
        await asyncio.sleep(0)
        await keeper.apply(insert("c"))
        keeper.release(first)
        return (await running).quads

    assert with_keeper(folder, work) == 2
    assert subjects(tmp_path / "backup" / "store") == ["a", "b"]


def test_a_backup_is_restored_while_the_old_data_are_read(folder: Path, tmp_path: Path) -> None:
    fill(folder, "a")

    async def work(keeper: DiskKeeper, old: Path) -> None:
        await keeper.backup(tmp_path / "backup")
        _, changed = await keeper.apply(insert("b"), "other")
        keeper.release(old)
        backup, found = await restored(keeper, tmp_path / "backup")
        assert (backup.quads, keeper.state) == (1, State(3, "of a"))
        assert (subjects(changed), subjects(found)) == (["a", "b"], ["a"])
        keeper.release(changed)
        assert await removed(changed)
        _, last = await keeper.apply(insert("c"))
        assert subjects(last) == ["a", "c"]
        assert entries(folder) == {"data-2", "3", "4"}

    with_keeper(folder, work)
    assert entries(folder) == {"3", "4"}


def test_a_damaged_backup_leaves_the_data_as_they_are(folder: Path, tmp_path: Path) -> None:
    async def work(keeper: DiskKeeper, _first: Path) -> None:
        await keeper.apply(insert("a"))
        await keeper.backup(tmp_path / "backup")
        table = next((tmp_path / "backup" / "store").glob("*.sst"))
        table.write_bytes(table.read_bytes().replace(b"example.org/a", b"example.org/b"))
        await keeper.apply(insert("b"))
        with pytest.raises(UsageError, match=r"is damaged: its file store/\d+.sst"):
            await restored(keeper, tmp_path / "backup")
        _, last = await keeper.apply(insert("c"))
        assert subjects(last) == ["a", "b", "c"]
        assert entries(folder) == {"data-1", "0", "1", "2", "3"}

    with_keeper(folder, work)


def test_a_backup_that_the_engine_cannot_open_leaves_the_data_as_they_are(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, "a")

    async def work(keeper: DiskKeeper, _first: Path) -> None:
        await keeper.backup(tmp_path / "backup")

        def broken(_: Path) -> Path:
            return tmp_path / "nowhere" / "data"

        with monkeypatch.context() as patch:
            patch.setattr("atlas_kg.workers.folder.StoreFolder.working_folder", broken)
            with pytest.raises(UsageError, match="cannot be opened"):
                await restored(keeper, tmp_path / "backup")
        assert keeper.state == State(1, "of a")
        _, last = await keeper.apply(insert("b"))
        assert (last.name, subjects(last)) == ("2", ["a", "b"])

    with_keeper(folder, work)
    assert entries(folder) == {"1", "2"}


def test_changes_go_on_while_a_backup_is_copied_back(folder: Path, tmp_path: Path) -> None:
    fill(folder, "a")

    async def work(keeper: DiskKeeper, _first: Path) -> list[str]:
        await keeper.backup(tmp_path / "backup")
        running = asyncio.ensure_future(restored(keeper, tmp_path / "backup"))
        await asyncio.sleep(0)
        _, changed = await keeper.apply(insert("b"))
        assert not running.done()
        assert subjects(changed) == ["a", "b"]
        return subjects((await running)[1])

    assert with_keeper(folder, work) == ["a"]
