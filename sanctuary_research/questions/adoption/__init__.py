"""Does recorded crime change after places limit detainers? What notebook 02 asks, as functions.

``Asked`` holds the choices; `offices` are the agencies they are asked of, `changed` the change of
every outcome, `years_before` what went before. The rest shows: each returns an ``Exhibit``.
"""

from sanctuary_research.questions.adoption.beyond import (
    borders,
    handled,
    other_choices,
    secure_communities,
    silence,
    state_laws,
)
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
from sanctuary_research.questions.adoption.sureness import (
    battery,
    before_table,
    honest,
    published,
    together,
    without_each_state,
)
from sanctuary_research.questions.adoption.who import balance, by_state, kept, levels, plan

__all__ = [
    "OUTCOMES",
    "PRIMARY",
    "TABLES",
    "Asked",
    "answer",
    "balance",
    "battery",
    "before_table",
    "borders",
    "by_state",
    "changed",
    "handled",
    "headlines",
    "honest",
    "kept",
    "levels",
    "limits",
    "main_picture",
    "offices",
    "other_choices",
    "plan",
    "published",
    "secure_communities",
    "silence",
    "state_laws",
    "together",
    "without_each_state",
    "year_by_year",
    "years_before",
]
