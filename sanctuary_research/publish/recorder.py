"""Inside a kernel: hears what a notebook reads, so that the build can skip it later.

Python tells of the files that it opens, the folders it lists and the programs it starts. What is
opened below Python is not told: then the run is marked as one that may never be skipped.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.machinery import SourceFileLoader, all_suffixes

from sanctuary_research.publish import noted

_WRITES, _CHANGE = os.O_WRONLY | os.O_RDWR, 'open "a" or "r+"'
_CHANGES = ("os.chdir", "os.chmod", "os.chown", "os.mkdir", "os.remove", "os.rmdir", "os.utime")
*_LISTS, _MACHINE, _CLOCK = noted.UNHEARD.values()
_BELOW, _COMPUTES, _, _SILENT, _LOOKS = map(frozenset, _LISTS)
_IS_MACHINE = re.compile("|".join(_MACHINE)).fullmatch
# A text that readers of dates add the day to, a call in a text, or such a text within one.
_DAY = r"['\"]\W*(now|today|\d?\d:\d\d[^'\"]{0,40})\W*['\"]|\b(now|today)\("
_HAS_DAY = re.compile(_DAY, re.IGNORECASE).search
_PYTHON = ("<frozen", os.path.dirname(os.__file__) + os.sep, sys.prefix + os.sep)
_HERE = os.path.dirname(__file__) + os.sep
_SEARCHES = ("<frozen importlib", os.path.dirname(importlib.__file__) + os.sep, _HERE)
_OWN = os.path.dirname(os.path.dirname(__file__)) + os.sep  # the package
_MAGICS = os.path.join("", "IPython", "core", "magics", "")
_FONTS = os.path.join("matplotlib", "font_manager.py")
_THREAD = "a thread"


def install() -> None:
    """Note everything that this process reads from now on."""
    noted.heard.append(True)
    os.environ.__class__ = os.environb.__class__ = _Heard
    for name in ("stat", "lstat"):
        _hear_looks(name)
    for name in _CLOCK:
        setattr(time, name, _Clock(name))
    sys.meta_path.insert(0, _Sought)
    SourceFileLoader.path_stats = functools.partialmethod(_stats, SourceFileLoader.path_stats)
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
            noted.variables.update({variable} if is_own or _asked(frame, but=_OWN) else ())
        noted.unheard.update({"os.environ"} if not given and _asked(frame) else ())
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
        if is_now and _asked(sys._getframe(1)):
            noted.unheard.add(f"time.{self.__name__}")
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
                noted.keep_look(path)


def _stats(loader, ask, path: str):
    """Let a module of the notebook's own be compiled from its text, each time.

    A compiled form is taken for that of any text of its size and second.
    """
    if not path.startswith((*_PYTHON, _OWN)) and "-packages" + os.sep not in path:
        raise OSError
    return ask(loader, path)


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
                noted.keep_look(name)
            raise
        _note_more("stat", frame)
        if not isinstance(path, int) and _asked(frame, but=_OWN, through=_is_installed):
            noted.keep_look(os.fsdecode(path))
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
    by, file = _past(frame, by, through) if noted.begun else ("", _HERE)
    is_own = _MAGICS in file or not (_is_installed(file) or file.startswith(but))
    return by if is_own else ""


def _past(frame, by: str = "", through=_is_python) -> tuple[str, str]:
    """Return the last function of some code that led to a frame, and the file that called it."""
    while frame and through(file := frame.f_code.co_filename):
        by, frame = frame.f_code.co_name, frame.f_back
    return (by, file) if frame else (_THREAD, "")


def _note(event: str, args: tuple) -> None:
    if event in ("open", "os.listdir", "os.scandir") and not isinstance(args[0], int):
        path = noted.absolute(os.fsdecode(args[0] or "."))
        if noted.is_state(path) and _asked(sys._getframe(1), through=_is_installed):
            noted.unheard.add(noted.SYSTEMS)
        if event == "open":
            if args[1] is None and not os.path.isabs(args[0]):  # by `os.open`, and from any folder
                _note_more("os.open", sys._getframe(1))
            _note_open(path, args[2] if isinstance(args[2], int) else 0)
        elif noted.begun and not sys._getframe(1).f_code.co_filename.startswith(_SEARCHES):
            noted.keep(f"{path}/")
    elif event in ("os.listdir", "os.scandir"):
        _note_more(event, sys._getframe(1))
    elif event == "exec":
        _note_code(args[0])
    elif event in _BELOW:
        _note_below(event, sys._getframe(1))
    elif event == "import" and args[1] and noted.begun:
        _note_compiled(*args[:2])
    elif event in _CHANGES and not isinstance(args[0], int):
        _note_change(event, noted.absolute(os.fsdecode(args[0])), args[-1] in (-1, args[0]))
    elif event == "os.rename":
        old, new = (noted.absolute(os.fsdecode(path)) for path in args[:2])
        is_sure = os.path.lexists(old) and os.path.dirname(old) == os.path.dirname(new)
        is_sure &= _can_make(new) and args[2:] == (-1, -1)
        is_compiled = sys._getframe(1).f_code.co_filename.startswith(_SEARCHES)
        if old in noted.written and (is_sure or is_compiled):
            noted.written.update({old, new})
        elif noted.begun:  # another file's new name, or one that may not be given
            noted.unheard.add(event)
            noted.change(new)


def _note_change(event: str, path: str, is_here: bool) -> None:
    """Note what is made, or what a notebook changes or removes that it did not make."""
    if event == "os.mkdir" and is_here and _can_make(path):
        noted.written.add(path)
    elif noted.begun and event in ("os.mkdir", "os.chdir"):
        noted.keep_way(path)
    elif noted.begun and is_here and path not in noted.written:  # `rmtree` goes by numbers
        noted.unheard.add(event)
        if event in ("os.chmod", "os.utime"):
            noted.change(path)


def _note_more(by: str, frame) -> None:
    """Note what a notebook asks of Python beyond whether a file is there."""
    noted.unheard.update({_asked(frame, by, _OWN)} - {"", *_LOOKS})


def _note_below(event: str, frame) -> None:
    """Note what is read untold, but for the fonts of the machine that matplotlib asks for."""
    if noted.begun and not _past(frame)[1].endswith(_FONTS):
        noted.unheard.add(event)


def _note_code(code) -> None:
    """Note that the notebook begins, and what it or a module of its own calls that is not heard."""
    file = getattr(code, "co_filename", _OWN)
    if noted.CELLS in file:
        noted.begun.append(True)
    elif file.endswith(".py") and not file.startswith(_PYTHON) and os.path.isfile(file):
        noted.keep(noted.absolute(file))  # it may be its compiled form that is opened
    if noted.begun and not file.startswith((*_PYTHON, _OWN)):
        names = {*".".join(_names(code)).split(".")}
        noted.entries.update({"scandir", "stat"} & names)
        noted.unheard.update(_SILENT & names, {"stat"} if len(noted.entries) == 2 else ())


def _note_compiled(name: str, file: str) -> None:
    """Note compiled code that opens files itself for all that is known."""
    *_, package = file.rpartition("-packages" + os.sep)
    is_known = {*package.split(os.sep)} & _COMPUTES if file.startswith(_PYTHON) else ()
    noted.unheard.update(() if is_known else {name})


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
    if path in noted.seen or path in noted.written:
        if path in noted.seen and flags & _WRITES and noted.begun:
            noted.unheard.add(_CHANGE)
            if flags & (os.O_TRUNC | os.O_APPEND):
                noted.change(path)
        return
    is_there = os.path.lexists(path)
    fails = flags & os.O_EXCL if is_there else not (flags & os.O_CREAT and _can_make(path))
    if flags & _WRITES and fails:
        noted.keep_way(path)
    elif flags & _WRITES:  # a file that is only added to, such as a log, is read by nobody
        is_kept = os.path.isfile(path) and not flags & (os.O_TRUNC | os.O_EXCL)
        (noted.added if is_kept else noted.written).add(path)
    elif path not in noted.added:
        noted.keep(path if os.path.exists(path) else f"!{path}")
    if path in noted.added and not flags & os.O_WRONLY and noted.begun:
        noted.unheard.add(_CHANGE)  # what it was before is lost
