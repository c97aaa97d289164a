"""Who sued whom, and who prevails? What notebook 07 asks, as functions.

``Asked`` holds the choices and `standing` says who prevails as of a day; the rest shows: each
function returns exhibits.
"""

from sanctuary_research.questions.litigation.durations import waits
from sanctuary_research.questions.litigation.parties import coverage, sued_count
from sanctuary_research.questions.litigation.prevailing import (
    answer,
    apart,
    headlines,
    limits,
    main_picture,
    other_days,
    outcomes,
)
from sanctuary_research.questions.litigation.records import claims, dockets_table, timeline
from sanctuary_research.questions.litigation.speaking import standing
from sanctuary_research.questions.litigation.suits import ALL_TABLES, Asked

__all__ = [
    "ALL_TABLES",
    "Asked",
    "answer",
    "apart",
    "claims",
    "coverage",
    "dockets_table",
    "headlines",
    "limits",
    "main_picture",
    "other_days",
    "outcomes",
    "standing",
    "sued_count",
    "timeline",
    "waits",
]
