"""Is recorded crime different in sanctuary counties? What notebook 01 asks, as functions.

``Asked`` holds the choices; `counties` are the rows they are asked of, `gap` is the estimate asked
for and `every_gap` all the others. The rest shows: each function returns an ``Exhibit``.
"""

from sanctuary_research.questions.crime_rates.asked import ALL_TABLES, Asked
from sanctuary_research.questions.crime_rates.checked import (
    balance,
    plan,
    rates,
    reasons,
    states,
    your_county,
)
from sanctuary_research.questions.crime_rates.doubts import (
    before,
    other_choices,
    published,
    silence,
    sureness,
    together,
    urbanicity,
    without_each_state,
)
from sanctuary_research.questions.crime_rates.frames import counties
from sanctuary_research.questions.crime_rates.gaps import every_gap, gap
from sanctuary_research.questions.crime_rates.shown import (
    answer,
    battery,
    by_definition,
    headlines,
    kept,
    label_map,
    limits,
    main_picture,
)

__all__ = [
    "ALL_TABLES",
    "Asked",
    "answer",
    "balance",
    "battery",
    "before",
    "by_definition",
    "counties",
    "every_gap",
    "gap",
    "headlines",
    "kept",
    "label_map",
    "limits",
    "main_picture",
    "other_choices",
    "plan",
    "published",
    "rates",
    "reasons",
    "silence",
    "states",
    "sureness",
    "together",
    "urbanicity",
    "without_each_state",
    "your_county",
]
