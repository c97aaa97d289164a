"""What runs in a kernel's process: an ordinary ipykernel, with its reads noted."""

from __future__ import annotations

import os
import sys

MEMORY = "SANCTUARY_KERNEL_MEMORY_MB"
_RESERVED = 8192  # megabytes


def main(arguments: list[str]) -> None:
    """Serve one notebook as an ordinary kernel until it is shut down."""
    from sanctuary_research.publish import recorder

    recorder.install()
    _limit_memory()
    _see_neighbours()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=arguments)


def _limit_memory() -> None:
    """Let allocations beyond the limit fail with `MemoryError` instead of filling the machine."""
    megabytes = int(os.environ.get(MEMORY) or 0)
    try:
        import resource
    except ImportError:  # Windows
        return
    if megabytes:
        # Shared mappings count as address space only, of which libraries reserve more than needed.
        for limit, room in ((resource.RLIMIT_DATA, 0), (resource.RLIMIT_AS, _RESERVED)):
            _, hard = resource.getrlimit(limit)
            resource.setrlimit(limit, ((megabytes + room) * 2**20, hard))


def _see_neighbours() -> None:
    """Let a notebook import modules from its own folder, after the standard library's.

    IPython does so itself, but not under ``-P``, without which a module of that folder could
    stand in for one that Python needs to start.
    """
    places = (at for at, path in enumerate(sys.path) if path.endswith("site-packages"))
    sys.path.insert(next(places, len(sys.path)), "")


if __name__ == "__main__":
    main(sys.argv[1:])
