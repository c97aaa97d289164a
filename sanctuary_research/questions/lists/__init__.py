"""Who was named on federal lists, and what did they answer? What notebook 08 asks, as functions.

``Asked`` holds the choices; the rest shows: each function returns an exhibit.
"""

from sanctuary_research.questions.lists.named import (
    Asked,
    each_place,
    errors,
    pairs,
    removals,
    shared,
)
from sanctuary_research.questions.lists.pressed import (
    ALL_TABLES,
    answer,
    both_at_once,
    fourteen,
    headlines,
    limits,
    meant,
    pressure,
    replies,
)

__all__ = [
    "ALL_TABLES",
    "Asked",
    "answer",
    "both_at_once",
    "each_place",
    "errors",
    "fourteen",
    "headlines",
    "limits",
    "meant",
    "pairs",
    "pressure",
    "removals",
    "replies",
    "shared",
]
