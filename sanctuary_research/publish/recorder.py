"""Inside a kernel: what a notebook read, so the build can skip it later.

Python tells of the files that it opens, the folders it lists and the programs it starts. What is
opened below Python is not told: then the run is marked as one that may never be skipped.
"""

from __future__ import annotations

import functools
import json
import os
import sys

_opened: set[str] = set()
_absent: set[str] = set()
_written: set[str] = set()
_listed: set[str] = set()
_variables: set[str] = set()
_unheard: set[str] = set()
_begun: list[bool] = []  # filled by the first cell: what the kernel does before is its own affair
_WRITES = os.O_WRONLY | os.O_RDWR
# Events after which files are read where no event tells of it.
_BELOW = ("sqlite3.connect", "subprocess.Popen", "pty.spawn", "socket.connect", "ctypes.dlsym")
_BELOW += tuple(
    f"os.{name}" for name in ("system", "fork", "forkpty", "exec", "posix_spawn", "spawn")
)
# Modules whose own code opens files; importing pandas imports none of them.
_NATIVE = ("pyarrow.parquet", "pyarrow.csv", "pyarrow.feather", "pyarrow.orc", "pyarrow.dataset")
_NATIVE += ("h5py", "tables", "netCDF4", "duckdb", "polars", "fiona", "pyogrio", "rasterio")
_NATIVE += ("pyarrow.json", "pyarrow.fs", "lxml.etree", "multiprocessing.popen_spawn_posix")
_PYTHON = ("<frozen", os.path.dirname(os.__file__) + os.sep, sys.prefix + os.sep)


def install() -> None:
    """Note everything that this process reads from now on."""
    os.environ.__class__ = os.environb.__class__ = _Heard
    for name in ("stat", "lstat"):
        _hear_looks(name)
    sys.addaudithook(_note)


class _Heard(type(os.environ)):
    """The environment, which notes the variables that a notebook or its modules ask for."""

    def __getitem__(self, name):
        if _is_asked(sys._getframe(1), ("<frozen", os.__file__)):
            _variables.add(os.fsdecode(name))
        return super().__getitem__(name)


def _hear_looks(name: str) -> None:
    """Note where a notebook looks in vain for a file, by a function of `os` that no event tells."""
    look = getattr(os, name)

    @functools.wraps(look)
    def heard(path, **more):
        try:
            return look(path, **more)
        except (FileNotFoundError, NotADirectoryError):
            name = os.fsdecode(path)  # a blank one is nowhere, whatever becomes of the folder
            if name and not more.get("dir_fd") and _is_asked(sys._getframe(1), _PYTHON[:2]):
                _absent.add(_absolute(name))
            raise

    for can in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
        can |= {heard} if look in can else set()
    setattr(os, name, heard)


def _is_asked(frame, through: tuple[str, ...]) -> bool:
    """Return whether a notebook or a module of its own asks, itself or through these files."""
    while frame and frame.f_code.co_filename.startswith(through):
        frame = frame.f_back
    is_own = frame and not frame.f_code.co_filename.startswith((*_PYTHON, __file__))
    return bool(_begun and is_own)


def inputs() -> str:
    """Return, as JSON, what was read outside the installation.

    The build asks the kernel for this after the last cell. Compiled modules are opened instead of
    their sources, so modules are listed by their source file. What the notebook wrote itself
    before it read it is no input.

    Returns
    -------
    str
        A list of files, ``!file`` for one that was asked for and is not there, ``folder/`` for one
        that was listed, ``$NAME`` for a variable of the environment, and ``?what`` for what read
        files unseen.
    """
    modules = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    system = ("/proc/", "/sys/", "/dev/", "/etc/", *_installed())
    files: set[str] = set()
    for path in {*_opened, *modules}:
        if isinstance(path, str) and os.path.isfile(path) and _counts(real := _real(path), system):
            # A way through a link counts beside its file: it may come to lead to another.
            files |= {real} if os.path.normpath(path) == real else {real, path}
    vain = {path for path in _absent - _written if "ipykernel_" not in path}
    found = {f"!{path}" for path in vain if _counts(_real(path), system)}
    listed = {_real(os.path.normpath(path)) + "/" for path in _listed}
    found |= {path for path in listed if _counts(path, system)}
    found |= {f"${name}" for name in _variables if not name.startswith("SANCTUARY_")}
    found |= {f"?{name}" for name in _unheard | {*_NATIVE} & {*sys.modules}}
    return json.dumps(sorted(files | found))


def _note(event: str, args: tuple) -> None:
    if event == "open" and isinstance(args[0], (str, bytes)):
        _note_open(_absolute(os.fsdecode(args[0])), args[2] if isinstance(args[2], int) else 0)
    elif event == "exec" and "ipykernel_" in getattr(args[0], "co_filename", ""):
        _begun.append(True)
    elif event in ("os.listdir", "os.scandir") and not isinstance(args[0], int):
        if _begun and not _is_import(sys._getframe(1)):
            _listed.add(_absolute(os.fsdecode(args[0] or ".")))
    elif event in _BELOW and _begun:
        _unheard.add(event)
    elif event in ("os.mkdir", "os.rename"):
        _written.add(_absolute(os.fsdecode(args[event == "os.rename"])))


def _is_import(frame) -> bool:
    """Return whether Python itself looks for a module."""
    while frame and "importlib" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None


def _note_open(path: str, flags: int) -> None:
    if path in _opened or path in _written:
        return
    is_kept = flags & os.O_RDWR and not flags & (os.O_TRUNC | os.O_EXCL)
    if is_kept and _begun and os.path.isfile(path):
        _unheard.add('open "r+"')  # what it was before is lost
    if flags & _WRITES:
        _written.add(path)
    else:
        (_opened if os.path.exists(path) else _absent).add(path)


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
    """Return whether a path belongs to the project or to the reader, not to the machine."""
    return "__pycache__" not in path and not path.startswith(system)


def _installed() -> set[str]:
    places = {sys.prefix, sys.base_prefix}
    if "IPYTHONDIR" in os.environ:  # beside it stands how to reach this kernel
        places |= {os.path.dirname(os.environ["IPYTHONDIR"])}
    places |= {os.path.dirname(os.path.realpath(os.__file__))}
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib:
        places |= {matplotlib.get_cachedir(), matplotlib.get_configdir()}
    return {os.path.realpath(place) + os.sep for place in places}
