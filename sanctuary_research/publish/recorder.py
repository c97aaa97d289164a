"""Inside a kernel: which files of the project a notebook read, so the build can skip it later."""

from __future__ import annotations

import functools
import json
import os
import sys

_opened: set[str] = set()
_written: set[str] = set()
_WRITES = os.O_WRONLY | os.O_RDWR


def install() -> None:
    """Note every file that this process opens for reading from now on."""
    sys.addaudithook(_note)


def inputs() -> str:
    """Return, as JSON, the data files opened and the modules imported, outside the installation.

    The build asks the kernel for this after the last cell. Compiled modules are opened instead of
    their sources, so modules are listed by their source file. What the notebook wrote itself
    before it read it is no input.
    """
    modules = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    system = ("/proc/", "/sys/", "/dev/", "/etc/", *_installed())
    found: set[str] = set()
    for path in {*_opened, *modules}:
        if isinstance(path, str) and _counts(real := _real(path), system):
            # A way through a link counts beside its file: it may come to lead to another.
            found |= {real} if os.path.normpath(path) == real else {real, path}
    return json.dumps(sorted(found))


def _note(event: str, args: tuple) -> None:
    if event == "open" and isinstance(args[0], (str, bytes)):
        flags = args[2] if isinstance(args[2], int) else 0
        path = _absolute(os.fsdecode(args[0]))
        if path not in _opened and path not in _written:
            (_written if flags & _WRITES else _opened).add(path)


def _absolute(path: str) -> str:
    """Return a path that holds wherever the notebook goes next."""
    try:
        return os.path.join(os.getcwd(), path)
    except OSError:  # the folder it stood in was removed
        return path


def _real(path: str) -> str:
    """Return the real place of a file; its folder, shared with many, is followed only once."""
    folder, name = os.path.split(path)
    real = os.path.join(_real_folder(folder), name)
    return os.path.realpath(real) if os.path.islink(real) else real


_real_folder = functools.cache(os.path.realpath)


def _counts(path: str, system: tuple[str, ...]) -> bool:
    """Return whether a file belongs to the project or to the reader, not to the machine."""
    return os.path.isfile(path) and "__pycache__" not in path and not path.startswith(system)


def _installed() -> set[str]:
    places = {sys.prefix, sys.base_prefix}
    if "IPYTHONDIR" in os.environ:  # beside it stands how to reach this kernel
        places |= {os.path.dirname(os.environ["IPYTHONDIR"])}
    places |= {os.path.dirname(os.path.realpath(os.__file__))}
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib:
        places |= {matplotlib.get_cachedir(), matplotlib.get_configdir()}
    return {os.path.realpath(place) + os.sep for place in places}
