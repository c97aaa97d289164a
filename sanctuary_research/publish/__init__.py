"""Notebooks to reports: parameters, kernels, runs, pages and the manifest."""

import sys

# jsonschema would build a grammar of addresses on import, a second of a processor; no notebook
# is held against one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
