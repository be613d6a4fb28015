"""Threads that bring the same kind of work at the same moment have it done together, by one of them."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any


class Turn:
    """One thread's work, and what came of it; `wake` is held until there is something to tell."""

    __slots__ = ("error", "result", "settled", "wake", "work")

    def __init__(self, work: Any) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.settled = False
        self.wake = Lock()
        self.wake.acquire()


class Together:
    """The first thread that comes leads: it does all that waits, tells everybody, and appoints the next.

    `perform` gives each turn its result or its own error; what it raises is everybody's error. Nobody hears
    of success before `perform` has returned.
    """

    def __init__(self, perform: Callable[[Sequence[Turn]], None]) -> None:
        self._perform = perform
        self._lock = Lock()
        self._waiting: list[Turn] = []
        self._led = False

    def __len__(self) -> int:
        """How many wait for the next leader."""
        return len(self._waiting)

    def bring(self, work: Any) -> Any:
        """The result of the work, done together with what others brought; raises its error."""
        turn = Turn(work)
        with self._lock:
            self._waiting.append(turn)
            leads, self._led = not self._led, True
        if not leads:
            turn.wake.acquire()
        if not turn.settled:
            self._lead()
        if turn.error is not None:
            raise turn.error
        return turn.result

    def _lead(self) -> None:
        with self._lock:
            turns, self._waiting = self._waiting, []
        try:
            self._perform(turns)
        except BaseException as error:
            for turn in turns:
                turn.error = error
        finally:
            self._tell(turns)

    def _tell(self, turns: list[Turn]) -> None:
        for turn in turns:
            turn.settled = True
            turn.wake.release()
        with self._lock:
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].wake.release()
