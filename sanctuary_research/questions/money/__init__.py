"""Money: totals that can be defended, ranges that are never summed, and what was held back.

Three totals are kept apart: named-programme dollars by year (`total_threatened`,
`programme_totals`), exposure estimates as ranges (`exposure_ranges`), and money actually cut or
withheld and for how long (`money_held`). Every function takes frames and loads nothing.
"""

from sanctuary_research.questions.money.bases import relative_to_base
from sanctuary_research.questions.money.cells import cell_table, totals_by_cell
from sanctuary_research.questions.money.commitments import (
    LEFT_OUT,
    STAGES,
    committed,
    fund_steps,
    per_undocumented_resident,
    select_commitments,
)
from sanctuary_research.questions.money.export import audit_csv, audit_latex, audit_trail
from sanctuary_research.questions.money.held import money_held
from sanctuary_research.questions.money.history import KINDS, timeline
from sanctuary_research.questions.money.letters import letters_as_amounts
from sanctuary_research.questions.money.prices import (
    deflate,
    deflator,
    in_prices_of,
    not_deflated,
)
from sanctuary_research.questions.money.ranges import exposure_ranges, programme_totals
from sanctuary_research.questions.money.rules import RULES
from sanctuary_research.questions.money.simulate import Simulation, simulate_letters
from sanctuary_research.questions.money.totals import Total, total_threatened
from sanctuary_research.questions.money.what_if import WhatIf, what_if, what_if_table
from sanctuary_research.questions.money.words import CONCEPTS, PROGRAMMES, words

__all__ = [
    "CONCEPTS",
    "KINDS",
    "LEFT_OUT",
    "PROGRAMMES",
    "RULES",
    "STAGES",
    "Simulation",
    "Total",
    "WhatIf",
    "audit_csv",
    "audit_latex",
    "audit_trail",
    "cell_table",
    "committed",
    "deflate",
    "deflator",
    "exposure_ranges",
    "fund_steps",
    "in_prices_of",
    "letters_as_amounts",
    "money_held",
    "not_deflated",
    "per_undocumented_resident",
    "programme_totals",
    "relative_to_base",
    "select_commitments",
    "simulate_letters",
    "timeline",
    "total_threatened",
    "totals_by_cell",
    "what_if",
    "what_if_table",
    "words",
]
