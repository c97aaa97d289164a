"""What tests wait for and measure: on any machine, however slow or busy it is."""

import time

import psutil


def until(ready, seconds: float = 240.0):
    """Return the first true answer, or the last one when time is up."""
    limit = time.monotonic() + seconds
    while not (said := ready()) and time.monotonic() < limit:
        time.sleep(0.02)
    return said


def is_running(number: int) -> bool:
    """Return whether a process is there; one that nobody has taken leave of is not."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def spent(call) -> float:
    """Return the seconds of a processor that a call takes: to compare, since machines differ."""
    start = time.process_time()
    call()
    return time.process_time() - start
