"""What a build says while it works: a bar on a terminal, one line per notebook elsewhere."""

from __future__ import annotations

import os
import sys

from sanctuary_research.data.page import plain

_WIDTH = 24
_CLEAR = "\r\x1b[K"


class Lines:
    """One line per notebook, for logs."""

    def __init__(self, stream):
        self.stream = stream
        self.total = self.finished = 0
        self.failures: list[str] = []

    def begin(self, total: int) -> None:
        """Hear how many notebooks there are, or how many more."""
        self.total += total

    def started(self, name: str) -> None:
        """Hear that a notebook begins."""

    def done(self, name: str, status: str, seconds: float, why: str) -> None:
        """Hear that a notebook is finished, and why it was made or how it failed."""
        why = plain(why)
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

    def close(self) -> None:
        """Finish."""

    def _line(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


class Bar(Lines):
    """A bar with the names of the notebooks being made, below the lines and redrawn with each."""

    def __init__(self, stream):
        super().__init__(stream)
        self.running: list[str] = []

    def started(self, name: str) -> None:
        self.running.append(name)
        self._write(self._bar())

    def done(self, name: str, status: str, seconds: float, why: str) -> None:
        if name in self.running:
            self.running.remove(name)
        super().done(name, status, seconds, why)

    def close(self) -> None:
        self._write("")

    def _bar(self) -> str:
        import shutil

        full = _WIDTH * self.finished // max(self.total, 1)
        bar = "#" * full + "." * (_WIDTH - full)
        text = f"[{bar}] {self.finished}/{self.total} {', '.join(self.running)}"
        return text[: shutil.get_terminal_size().columns - 1]

    def _line(self, text: str) -> None:
        self._write(f"{text}\n{self._bar() if self.running else ''}")

    def _write(self, text: str) -> None:
        self.stream.write(_CLEAR + text)
        self.stream.flush()


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
