"""What a build says while it works: a bar on a terminal, one line per notebook elsewhere."""

from __future__ import annotations

import os
import sys
import time

_WIDTH = 24


class Lines:
    """One line per notebook, for logs."""

    def __init__(self, stream):
        self.stream = stream
        self.total = self.finished = 0
        self.failures: list[str] = []

    def begin(self, names: list[str], total: int) -> None:
        """Hear which notebooks will be made, out of how many."""
        self.total = total

    def started(self, name: str) -> None:
        """Hear that a notebook begins."""

    def done(self, name: str, status: str, seconds: float, why: str) -> None:
        """Hear that a notebook is finished, and why it was made or how it failed."""
        self.finished += 1
        if status == "failed":
            self.failures.append(why)
        self._line(_summary(name, status, seconds, why))

    def note(self, text: str) -> None:
        """Say something about the whole build."""
        self._line(f"note: {text}")

    def waiting(self) -> None:
        """Say that another build holds the folder."""
        self.note("another build is writing these reports: waiting for it")

    def end(self) -> None:
        """Finish."""

    def _line(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


class Bar(Lines):
    """A bar with the names and times of the notebooks being made, redrawn in place."""

    def __init__(self, stream):
        super().__init__(stream)
        self.running: dict[str, float] = {}
        self.ticking = None

    def begin(self, names: list[str], total: int) -> None:
        super().begin(names, total)
        if names:
            import threading

            self.stop = threading.Event()
            self.lock = threading.Lock()
            self.ticking = threading.Thread(target=self._tick, daemon=True)
            self.ticking.start()

    def started(self, name: str) -> None:
        self.running[name] = time.monotonic()

    def done(self, name: str, status: str, seconds: float, why: str) -> None:
        self.running.pop(name, None)
        super().done(name, status, seconds, why)

    def end(self) -> None:
        if self.ticking:
            self.stop.set()
            self.ticking.join()
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def _tick(self) -> None:
        while not self.stop.wait(0.2):
            self._draw()

    def _draw(self, above: str = "") -> None:
        with self.lock:
            self.stream.write(f"\r\x1b[K{above}{self._bar()}")
            self.stream.flush()

    def _bar(self) -> str:
        import shutil

        full = _WIDTH * self.finished // max(self.total, 1)
        now = time.monotonic()
        names = ", ".join(f"{n} {now - t:.0f} s" for n, t in list(self.running.items()))
        text = f"[{'#' * full}{'.' * (_WIDTH - full)}] {self.finished}/{self.total} {names}"
        return text[: shutil.get_terminal_size().columns - 1]

    def _line(self, text: str) -> None:
        if self.ticking:
            self._draw(f"{text}\n")
        else:
            super()._line(text)


def progress(stream=None) -> Lines:
    """Return the progress for a stream: a bar if it is a terminal that can redraw a line."""
    stream = stream or sys.stdout
    can_redraw = stream.isatty() and os.environ.get("TERM", "") != "dumb"
    return Bar(stream) if can_redraw else Lines(stream)


def _summary(name: str, status: str, seconds: float, why: str) -> str:
    if status == "failed":
        return f"{status:<10}{name}"
    took = f"  {seconds:.1f} s" if seconds else ""
    return f"{status:<10}{name}{took}" + (f"  ({why})" if why else "")
