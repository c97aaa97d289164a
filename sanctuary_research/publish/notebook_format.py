"""nbformat, imported without a grammar that nobody here needs.

Where jsonschema finds `rfc3987_syntax` it builds that grammar on import, to check links in other
alphabets; notebooks have none to check. That is most of what a build imports.
"""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"
_spares = _GRAMMAR not in sys.modules
if _spares:
    sys.modules[_GRAMMAR] = None  # as if it were not installed
try:
    import nbformat
finally:
    if _spares:
        del sys.modules[_GRAMMAR]

__all__ = ["nbformat"]
