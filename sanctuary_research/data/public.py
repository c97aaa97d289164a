"""The public names of the package besides the loaders, and the modules of this room they are in.

They stand once, in the stub of the package, from which editors complete them.
"""

import re
from pathlib import Path

STUB = Path(__file__).resolve().parents[1] / "__init__.pyi"
_NAMED = re.compile(r"from sanctuary_research\.data\.(\w+) import (\w+) as")
ROOMS = {name: room for room, name in _NAMED.findall(STUB.read_text(encoding="utf-8"))}
