"""Does recorded crime change after places limit detainers? What notebook 02 asks, as functions.

``Asked`` holds the choices; `offices` are the agencies they are asked of, `changed` the change of
every outcome, `years_before` what went before. The rest shows: each returns an ``Exhibit``.
"""

from sanctuary_research.questions.adoption.changes import changed
from sanctuary_research.questions.adoption.first_screen import (
    answer,
    headlines,
    limits,
    main_picture,
    year_by_year,
    years_before,
)
from sanctuary_research.questions.adoption.offices import offices
from sanctuary_research.questions.adoption.question import (
    OUTCOMES,
    PRIMARY,
    TABLES,
    Asked,
)
from sanctuary_research.questions.adoption.who import balance, by_state, kept, levels, plan

__all__ = [
    "OUTCOMES",
    "PRIMARY",
    "TABLES",
    "Asked",
    "answer",
    "balance",
    "by_state",
    "changed",
    "headlines",
    "kept",
    "levels",
    "limits",
    "main_picture",
    "offices",
    "plan",
    "year_by_year",
    "years_before",
]
