"""Inside a kernel: what was noted of what a notebook reads, and the inputs that this makes.

`recorder` hears of each read and notes it here.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys

from sanctuary_research.publish.standing import CHANGED, look

seen: dict[str, str] = {}  # in which state, by the names that `look` takes
written: set[str] = set()  # made or removed too
added: set[str] = set()  # to what was there before
variables: set[str] = set()
unheard: set[str] = set()
entries: set[str] = set()  # of the names in use, those by which entries of a folder tell of a file
begun: list[bool] = []  # filled by the first cell: what the kernel does before is its own affair
heard: list[bool] = []  # filled once, so empty where a notebook has this module loaded anew
with open(os.path.join(os.path.dirname(__file__), "unheard.json"), encoding="utf-8") as _file:
    UNHEARD: dict = json.load(_file)
CELLS = f"{os.sep}ipykernel_{os.getpid()}{os.sep}"
_START = os.getcwd()
SYSTEMS = "/proc or /sys"
_SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/")
PROCESSORS = ("/sys/fs/cgroup/", "/sys/devices/system/", "/proc/cpuinfo")


def inputs() -> str:
    """Return, as JSON, what was read outside the installation.

    The build asks the kernel for this after the last cell. Compiled modules are opened instead of
    their sources, so modules are listed by their source file. What the notebook wrote itself
    before it read or looked for it is no input; what it looked for in vain and then wrote is what
    the next run finds, so there is one.

    Returns
    -------
    str
        The state that each was in when it was read, '' where that is not kept, by its name: a
        file, ``!file`` for one that was looked for, there or not, ``folder/`` for one that was
        listed, ``$NAME`` for a variable of the environment, and ``?what`` for what read files
        unseen.
    """
    files = {str(getattr(module, "__file__", None)) for module in list(sys.modules.values())}
    system = (*_SYSTEM, *_installed())
    found: dict[str, str] = {}
    modules = dict.fromkeys(filter(os.path.isfile, files), "")  # none that lies in an archive
    made = {_real(path.rstrip("/")) for path in written}
    for name, state in {**modules, **seen}.items():
        path = name.lstrip("!")
        is_listed, is_looked = name.endswith("/") and name == path, name != path
        real = _real(path.rstrip("/"))
        is_own = real in made
        if CELLS in path or not _counts(real + "/" * is_listed, system):
            continue
        if is_looked:
            found[name] = "" if is_own else state
            is_made = is_own and "True" not in state and os.path.isfile(path)
            unheard.update({'open "w"'} if is_made else ())  # the next run finds it
        elif is_listed and (is_own or real in map(os.path.dirname, made)):
            unheard.update({"os.listdir"} if os.path.isdir(real) else ())  # it made or changed it
        elif is_listed or os.path.isfile(path) or not os.path.lexists(path):
            # A way through a link counts beside its file: it may come to lead to another.
            through = {} if os.path.normpath(path) == real else {name: state}
            found |= {real + "/" * is_listed: state} | through
    found |= {f"${name}": "" for name in variables}
    unheard.update(() if heard else {"the package, loaded anew,"})
    native = {*UNHEARD["modules of theirs that do"]} & {*sys.modules}
    found |= {f"?{name}": "" for name in unheard | native}
    return json.dumps(dict(sorted(found.items())))


def keep_way(path: str) -> None:
    """Keep why something cannot be made: for what is there or not, or its folder."""
    for one in (path, os.path.dirname(path)):
        keep(f"!{one}")


def keep_look(path: str) -> None:
    """Keep whether something was there that a notebook looked for."""
    path = absolute(path)
    unheard.update({SYSTEMS} if is_state(path) else ())
    keep(f"!{path}")


def keep(name: str) -> None:
    if name not in seen and name.lstrip("!") not in written:
        seen[name] = look(name)


def absolute(path: str) -> str:
    """Return a path that holds wherever the notebook goes next."""
    try:
        return os.path.join(os.getcwd(), path)
    except OSError:  # the folder it stood in was removed
        return path


def _real(path: str) -> str:
    """Return the real place of a file; its folder, shared with many, is followed only once."""
    folder, name = os.path.split(path)
    real = os.path.join(_real_folder(folder), name)
    return os.path.realpath(real) if os.path.islink(real) else os.path.normpath(real)


_real_folder = functools.cache(os.path.realpath)


def _counts(path: str, system: tuple[str, ...]) -> bool:
    """Return whether a path belongs to the project or to the reader, not to the machine."""
    is_ours = path.startswith("/dev/shm/") or not f"{path}/".startswith(system)
    return is_ours and not re.search(r"\b__pycache__\b.*\.pyc$", path)


def _installed() -> set[str]:
    places = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(os.__file__))}
    if "IPYTHONDIR" in os.environ:  # beside it stands how to reach this kernel
        places |= {os.path.dirname(os.environ["IPYTHONDIR"])}
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib:
        places |= {matplotlib.get_cachedir(), matplotlib.get_configdir()}
    ours = [os.path.realpath(at) + os.sep for at in (_START, os.environ.get("SANCTUARY_DATA", ""))]
    held = {os.path.realpath(place) + os.sep for place in places}
    return {one + "fontlist" * any(our.startswith(one) for our in ours) for one in held}


def change(path: str) -> None:
    """Note that the notebook changes a file, which is none that it may have read."""
    if path in seen:
        seen[path] = CHANGED


def is_state(path: str) -> bool:
    """Return whether a path tells of the machine's state, not of its processors."""
    return f"{path}/".startswith(_SYSTEM[:2]) and not path.startswith(PROCESSORS)
