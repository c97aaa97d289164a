"""What stands in JSON beside a module: words and codes that are no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def stored(module: str, name: str = "") -> Any:
    """Return what the JSON file of a module's name, or of another one, in its folder holds.

    Parameters
    ----------
    module : str
        Its ``__file__``.
    name : str
        Of the file, where it is not the module's.
    """
    path = Path(module).with_suffix(".json")
    return json.loads((path.with_name(name) if name else path).read_text(encoding="utf-8"))
