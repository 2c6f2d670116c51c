"""A process that keeps a store on disk, for tests that kill it: ``FOLDER``, and orders as lines.

``change FROM TO`` makes the changes of that range, ``backup PATH`` and ``restore PATH`` do what
they say, and each tells by a line when it is done. Changes that were stopped are told, and made
again when ``again`` says so.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atlas_kg.workers.control import Control
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.reply import StoppedError, UnansweredError
from tests.durability.history import change
from tests.workers.disk_stores import restored


def tell(*words: object) -> None:
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


async def main() -> None:
    keeper = DiskKeeper(Path(sys.argv[1]), Limits())
    checkpoint = await keeper.start()

    async def backup(path: Path) -> Mapping[str, Any]:
        return {"quads": (await keeper.backup(path)).quads}

    async def restore(path: Path) -> Mapping[str, Any]:
        nonlocal checkpoint
        before = checkpoint
        written, checkpoint = await restored(keeper, path)
        keeper.release(before)
        return {"quads": written.quads}

    control = Control(keeper.path, {"backup": backup, "restore": restore})
    await control.start()
    tell("ready", keeper.state.generation)
    while line := await asyncio.to_thread(sys.stdin.readline):
        verb, *words = line.split()
        if verb == "change":
            for number in range(int(words[0]), int(words[1])):
                while True:
                    try:
                        _, after = await keeper.apply(change(number), f"after {number}")
                        break
                    except (StoppedError, UnansweredError):
                        tell("stopped", number)
                        await asyncio.to_thread(sys.stdin.readline)
                keeper.release(checkpoint)
                checkpoint = after
                tell("made", number)
        elif verb == "backup":
            await backup(Path(words[0]))
            tell("done")
        elif verb == "restore":
            await restore(Path(words[0]))
            tell("done")
    await control.stop()
    await keeper.stop()


if __name__ == "__main__":
    asyncio.run(main())
