"""Inside a kernel: what a notebook read, so the build can skip it later.

Python tells of the files that it opens, the folders it lists and the programs it starts. What is
opened below Python is not told: then the run is marked as one that may never be skipped.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import all_suffixes

from sanctuary_research.publish.standing import look

_seen: dict[str, str] = {}  # in which state, by the names that `look` takes
_written: set[str] = set()  # made or removed too
_added: set[str] = set()  # to what was there before
_variables: set[str] = set()
_unheard: set[str] = set()
_begun: list[bool] = []  # filled by the first cell: what the kernel does before is its own affair
_WRITES = os.O_WRONLY | os.O_RDWR
_CHANGES = ("os.chdir", "os.chmod", "os.chown", "os.mkdir", "os.remove", "os.rmdir", "os.utime")
with open(os.path.join(os.path.dirname(__file__), "unheard.json"), encoding="utf-8") as _file:
    *_LISTS, _MACHINE, _CLOCK = json.load(_file).values()
_BELOW, _COMPUTES, _NATIVE, _SILENT, _LOOKS = map(frozenset, _LISTS)
_IS_MACHINE = re.compile("|".join(_MACHINE)).fullmatch
# A text that readers of dates add the day to, a call in a text, or such a text within one.
_DAY = r"['\"]\W*(now|today|\d?\d:\d\d.{0,12})\W*['\"]|\b(now|today)\("
_HAS_DAY = re.compile(_DAY, re.IGNORECASE).search
_PYTHON = ("<frozen", os.path.dirname(os.__file__) + os.sep, sys.prefix + os.sep)
_HERE = os.path.dirname(__file__) + os.sep
_SEARCHES = ("<frozen importlib", os.path.dirname(importlib.__file__) + os.sep, _HERE)
_OWN = os.path.dirname(os.path.dirname(__file__)) + os.sep  # the package
_MAGICS = os.path.join("", "IPython", "core", "magics", "")
_CELLS = f"{os.sep}ipykernel_{os.getpid()}{os.sep}"
_FONTS = os.path.join("matplotlib", "font_manager.py")
_THREAD, _START = "a thread", os.getcwd()
_SYSTEMS = "/proc or /sys"
_PROCESSORS = ("/sys/fs/cgroup/", "/sys/devices/system/", "/proc/cpuinfo")
_SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/")


def install() -> None:
    """Note everything that this process reads from now on."""
    os.environ.__class__ = os.environb.__class__ = _Heard
    for name in ("stat", "lstat"):
        _hear_looks(name)
    for name in _CLOCK:
        setattr(time, name, _Clock(name))
    sys.meta_path.insert(0, _Sought)
    with suppress(ImportError):  # Windows, where `subprocess` alone starts children
        _hear_children(importlib.import_module("_posixsubprocess"))
    sys.addaudithook(_note)


def _heard(name: str):
    """Return a method of the environment that notes a variable, or all where none is named."""
    ask = getattr(os._Environ, name)

    def heard(self, *given):
        frame = sys._getframe(1)
        for variable in map(os.fsdecode, given):
            is_own = not _IS_MACHINE(variable) and _asked(frame, through=_is_installed)
            _variables.update({variable} if is_own or _asked(frame, but=_OWN) else ())
        _unheard.update({"os.environ"} if not given and _asked(frame) else ())
        return ask(self, *given)

    return heard


_METHODS = ("__getitem__", "__delitem__", "__iter__", "__len__", "__repr__")
_Heard = type("_Heard", (os._Environ,), {name: _heard(name) for name in _METHODS})


class _Clock:
    """A function of `time` that notes who asks it for now; as an attribute it binds to nothing."""

    def __init__(self, name: str):
        self.__name__, self.ask = name, getattr(time, name)

    def __call__(self, *given):
        is_now = len(given) - given.count(None) <= _CLOCK[self.__name__]
        _unheard.update({f"time.{self.__name__}"} if is_now and _asked(sys._getframe(1)) else ())
        return self.ask(*given)


class _Sought:
    """The first to be asked for a module, which notes where a notebook looks for it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Find nothing."""
        if _asked(sys._getframe(1), but=_OWN):
            stems = [os.path.join(place, name.rpartition(".")[2]) for place in path or sys.path]
            stems += [os.path.join(stem, "__init__") for stem in stems]
            for path in (stem + end for stem in stems for end in ("", *all_suffixes())):
                _keep_look(path)


def _hear_children(module) -> None:
    """Note children that are started as `subprocess` starts them, but without its event."""
    start = module.fork_exec

    def heard(*given):
        _note_below("subprocess.Popen", sys._getframe(1))
        return start(*given)

    module.fork_exec = heard


def _hear_looks(name: str) -> None:
    """Note where a notebook looks for a file, by a function of `os` that no event tells."""
    ask = getattr(os, name)

    @functools.wraps(ask)
    def heard(path, **more):
        frame = sys._getframe(1)
        try:
            found = ask(path, **more)
        except (FileNotFoundError, NotADirectoryError):
            name = os.fsdecode(path)  # a blank one is nowhere, whatever becomes of the folder
            if name and not more.get("dir_fd") and _asked(frame, through=_is_installed):
                _keep_look(name)
            raise
        _note_more("stat", frame)
        if not isinstance(path, int) and _asked(frame, but=_OWN, through=_is_installed):
            _keep_look(os.fsdecode(path))
        return found

    for can in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
        can |= {heard} if ask in can else set()
    setattr(os, name, heard)


def _is_python(file: str) -> bool:
    return file.startswith(_PYTHON[:2]) and "-packages" + os.sep not in file


def _is_installed(file: str) -> bool:  # this package, which may be installed too, asks for itself
    return file.startswith(_PYTHON) and not file.startswith(_OWN)


def _asked(frame, by: str = "itself", but: str = _HERE, through=_is_python) -> str:
    """Return by what function of Python a notebook or a module of its own asks; '' if none does.

    A thread that runs nothing but Python's own code was given what it asks by a notebook.
    """
    by, file = _past(frame, by, through) if _begun else ("", _HERE)
    is_own = _MAGICS in file or not (_is_installed(file) or file.startswith(but))
    return by if is_own else ""


def _past(frame, by: str = "", through=_is_python) -> tuple[str, str]:
    """Return the last function of some code that led to a frame, and the file that called it."""
    while frame and through(file := frame.f_code.co_filename):
        by, frame = frame.f_code.co_name, frame.f_back
    return (by, file) if frame else (_THREAD, "")


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
    written = {_real(path.rstrip("/")) for path in _written}
    for name, state in {**modules, **_seen}.items():
        path = name.lstrip("!")
        is_listed, is_looked = name.endswith("/") and name == path, name != path
        real = _real(path.rstrip("/"))
        is_own = real in written
        if _CELLS in path or not _counts(real + "/" * is_listed, system):
            continue
        if is_looked:
            found[name] = "" if is_own else state
            is_made = is_own and "True" not in state and os.path.isfile(path)
            _unheard.update({'open "w"'} if is_made else ())  # the next run finds it
        elif is_listed and (is_own or real in map(os.path.dirname, written)):
            _unheard.update({"os.listdir"} if os.path.isdir(real) else ())  # it made or changed it
        elif is_listed or os.path.isfile(path) or not os.path.lexists(path):
            # A way through a link counts beside its file: it may come to lead to another.
            through = {} if os.path.normpath(path) == real else {name: state}
            found |= {real + "/" * is_listed: state} | through
    found |= {f"${name}": "" for name in _variables}
    found |= {f"?{name}": "" for name in _unheard | _NATIVE & {*sys.modules}}
    return json.dumps(dict(sorted(found.items())))


def _note(event: str, args: tuple) -> None:
    if event in ("open", "os.listdir", "os.scandir") and not isinstance(args[0], int):
        path = _absolute(os.fsdecode(args[0] or "."))
        if _is_state(path) and _asked(sys._getframe(1), through=_is_installed):
            _unheard.add(_SYSTEMS)
        if event == "open":
            if args[1] is None and not os.path.isabs(args[0]):  # by `os.open`, and from any folder
                _note_more("os.open", sys._getframe(1))
            _note_open(path, args[2] if isinstance(args[2], int) else 0)
        elif _begun and not sys._getframe(1).f_code.co_filename.startswith(_SEARCHES):
            _keep(f"{path}/")
    elif event in ("os.listdir", "os.scandir"):
        _note_more(event, sys._getframe(1))
    elif event == "exec":
        _note_code(args[0])
    elif event in _BELOW:
        _note_below(event, sys._getframe(1))
    elif event == "import" and args[1] and _begun:
        _note_compiled(*args[:2])
    elif event in _CHANGES and not isinstance(args[0], int):
        _note_change(event, _absolute(os.fsdecode(args[0])), args[-1] in (-1, args[0]))
    elif event == "os.rename":
        old, new = (_absolute(os.fsdecode(path)) for path in args[:2])
        is_sure = os.path.lexists(old) and os.path.dirname(old) == os.path.dirname(new)
        is_sure &= _can_make(new) and args[2:] == (-1, -1)
        is_compiled = sys._getframe(1).f_code.co_filename.startswith(_SEARCHES)
        if old in _written and (is_sure or is_compiled):
            _written.update({old, new})
        elif _begun:  # another file's new name, or one that may not be given
            _unheard.add(event)


def _note_change(event: str, path: str, is_here: bool) -> None:
    """Note what is made, or what a notebook changes or removes that it did not make."""
    if event == "os.mkdir" and is_here and _can_make(path):
        _written.add(path)
    elif _begun and event in ("os.mkdir", "os.chdir"):
        _keep_way(path)
    elif _begun and is_here and path not in _written:  # `rmtree` goes by the folders' numbers
        _unheard.add(event)


def _note_more(by: str, frame) -> None:
    """Note what a notebook asks of Python beyond whether a file is there."""
    _unheard.update({_asked(frame, by, _OWN)} - {"", *_LOOKS})


def _note_below(event: str, frame) -> None:
    """Note what is read untold, but for the fonts of the machine that matplotlib asks for."""
    if _begun and not _past(frame)[1].endswith(_FONTS):
        _unheard.add(event)


def _note_code(code) -> None:
    """Note that the notebook begins, and what it or a module of its own calls that is not heard."""
    file = getattr(code, "co_filename", _OWN)
    if _CELLS in file:
        _begun.append(True)
    elif file.endswith(".py") and not file.startswith(_PYTHON) and os.path.isfile(file):
        _keep(_absolute(file))  # it may be its compiled form that is opened
    if _begun and not file.startswith((*_PYTHON, _OWN)):
        names = {*".".join(_names(code)).split(".")}
        _unheard.update(_SILENT & names, {"stat"} & names if "scandir" in names else ())


def _note_compiled(name: str, file: str) -> None:
    """Note compiled code that opens files itself for all that is known."""
    *_, package = file.rpartition("-packages" + os.sep)
    is_known = {*package.split(os.sep)} & _COMPUTES if file.startswith(_PYTHON) else ()
    _unheard.update(() if is_known else {name})


def _names(code) -> Iterator[str]:
    """Yield the names that code uses, those of its functions and of given arguments too."""
    yield from code.co_names
    yield from ["today"] * bool(_HAS_DAY(repr(code.co_consts)))
    for one in code.co_consts:
        if hasattr(one, "co_names"):
            yield from _names(one)
        elif isinstance(one, tuple):
            yield from (text for text in one if isinstance(text, str))


def _can_make(path: str) -> bool:
    """Return whether something new can come to stand there."""
    return not os.path.lexists(path) and os.access(os.path.dirname(path), os.W_OK)


def _note_open(path: str, flags: int) -> None:
    if path in _seen or path in _written:
        return
    is_there = os.path.lexists(path)
    fails = flags & os.O_EXCL if is_there else not (flags & os.O_CREAT and _can_make(path))
    if flags & _WRITES and fails:
        _keep_way(path)
    elif flags & _WRITES:  # a file that is only added to, such as a log, is read by nobody
        is_kept = os.path.isfile(path) and not flags & (os.O_TRUNC | os.O_EXCL)
        (_added if is_kept else _written).add(path)
    elif path not in _added:
        _keep(path if os.path.exists(path) else f"!{path}")
    if path in _added and not flags & os.O_WRONLY and _begun:
        _unheard.add('open "a" or "r+"')  # what it was before is lost


def _is_state(path: str) -> bool:
    """Return whether a path tells of the machine's state, not of its processors."""
    return f"{path}/".startswith(_SYSTEM[:2]) and not path.startswith(_PROCESSORS)


def _keep_way(path: str) -> None:
    """Keep why something cannot be made: for what is there or not, or its folder."""
    for one in (path, os.path.dirname(path)):
        _keep(f"!{one}")


def _keep_look(path: str) -> None:
    """Keep whether something was there that a notebook looked for."""
    path = _absolute(path)
    _unheard.update({_SYSTEMS} if _is_state(path) else ())
    _keep(f"!{path}")


def _keep(name: str) -> None:
    if name not in _seen and name.lstrip("!") not in _written:
        _seen[name] = look(name)


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
