"""The control socket: orders are carried out, refused, and taken back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import stat
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.workers.control import Control, NoServerError, ask

Order = Callable[[Path], Awaitable[Mapping[str, Any]]]


async def told(path: Path) -> Mapping[str, Any]:
    return {"path": str(path)}


async def refused(path: Path) -> Mapping[str, Any]:
    raise UsageError(f"{path} is wrong.")


def with_control(
    folder: Path, orders: Mapping[str, Order], work: Callable[[Control], Awaitable[None]]
) -> None:
    async def run() -> None:
        control = Control(folder, orders)
        await control.start()
        try:
            await work(control)
        finally:
            await control.stop()

    asyncio.run(run())


def test_an_order_is_carried_out_and_an_error_told(tmp_path: Path) -> None:
    async def work(_: Control) -> None:
        done = await asyncio.to_thread(ask, tmp_path, "told", Path("/backups/ü"))
        assert done == {"path": "/backups/ü"}
        with pytest.raises(UsageError, match=r"^/x is wrong\.$"):
            await asyncio.to_thread(ask, tmp_path, "refused", Path("/x"))
        with pytest.raises(UsageError, match="does not know the order"):
            await asyncio.to_thread(ask, tmp_path, "other", Path("/x"))

    with_control(tmp_path, {"told": told, "refused": refused}, work)


def test_a_folder_may_lie_deeper_than_an_address_is_long(tmp_path: Path) -> None:
    folder = tmp_path / "/".join(["a-name-of-some-length"] * 10)
    folder.mkdir(parents=True)
    assert len(str(folder)) > 200

    async def work(_: Control) -> None:
        assert await asyncio.to_thread(ask, folder, "told", Path("/x")) == {"path": "/x"}

    with_control(folder, {"told": told}, work)


def test_only_the_owner_may_give_orders(tmp_path: Path) -> None:
    async def work(_: Control) -> None:
        mode = (tmp_path / "control").stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600

    with_control(tmp_path, {}, work)


def test_a_socket_that_a_killed_server_left_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "control"))
    with pytest.raises(NoServerError, match="takes no orders"):
        ask(tmp_path, "told", Path("/x"))

    async def work(_: Control) -> None:
        assert await asyncio.to_thread(ask, tmp_path, "told", Path("/x")) == {"path": "/x"}

    with_control(tmp_path, {"told": told}, work)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoServerError):
        ask(tmp_path, "told", Path("/x"))


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b'{"verb": "told"}\n', b"\n", b"\xff\n"])
def test_what_is_no_order_is_refused(tmp_path: Path, line: bytes) -> None:
    async def work(_: Control) -> None:
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control")
        writer.write(line)
        assert "does not know the order" in json.loads(await reader.readline())["error"]
        writer.close()

    with_control(tmp_path, {"told": told}, work)


def test_a_line_without_end_is_cut_off(tmp_path: Path) -> None:
    async def work(_: Control) -> None:
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control")
        writer.write(b"x" * (3 << 20))
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        assert await asyncio.to_thread(ask, tmp_path, "told", Path("/x")) == {"path": "/x"}

    with_control(tmp_path, {"told": told}, work)


def test_an_order_is_taken_back_when_its_sender_goes_or_the_server_stops(tmp_path: Path) -> None:
    begun, ended = asyncio.Queue[str](), asyncio.Queue[str]()

    async def endless(path: Path) -> Mapping[str, Any]:
        begun.put_nowait(path.name)
        try:
            await asyncio.sleep(60)
        finally:
            ended.put_nowait(path.name)
        return {}

    async def work(control: Control) -> None:
        _, writer = await asyncio.open_unix_connection(tmp_path / "control")
        writer.write(b'{"verb": "endless", "path": "/first"}\n')
        assert await begun.get() == "first"
        writer.close()
        assert await asyncio.wait_for(ended.get(), 5) == "first"

        asked = asyncio.ensure_future(asyncio.to_thread(ask, tmp_path, "endless", Path("/second")))
        assert await begun.get() == "second"
        await control.stop()
        assert ended.get_nowait() == "second"
        with pytest.raises(UsageError, match="stopped before it was done"):
            await asked

    with_control(tmp_path, {"endless": endless}, work)
