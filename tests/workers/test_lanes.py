"""Places in the lanes."""

from __future__ import annotations

from atlas_kg.workers.lanes import Lanes
from atlas_kg.workers.limits import Limits


def test_any_number_may_leave_the_place_they_are_given_at_once() -> None:
    lanes = Lanes(Limits(workers=1, queue=5000))
    given = []

    def grant() -> None:
        given.append(True)
        lanes.leave(None)

    assert lanes.enter_now()
    for number in range(5000):
        lanes.wait(str(number % 7), grant)
    lanes.leave(None)
    assert len(given) == 5000
    assert lanes.running() == {"fast": 0, "slow": 0, "waiting": 0}
