"""Money: totals that can be defended, ranges that are never summed, and what was held back.

Three totals are kept apart: named-programme dollars by year (`total_threatened`,
`programme_totals`), exposure estimates as ranges (`exposure_ranges`), and money actually cut or
withheld and for how long (`money_held`). These functions take frames and load nothing; what the
notebooks show is in `threatened`, `letter_sums` and `acts` (05) and in `set_aside` (06).
"""

from sanctuary_research.questions.money.audit import audit_latex, audit_trail
from sanctuary_research.questions.money.beside import (
    deflate,
    in_prices_of,
    not_deflated,
    relative_to_base,
)
from sanctuary_research.questions.money.commitments import (
    fund_steps,
    per_undocumented_resident,
    select_commitments,
)
from sanctuary_research.questions.money.held import money_held, timeline
from sanctuary_research.questions.money.letters import letters_as_amounts, simulate_letters
from sanctuary_research.questions.money.sums import (
    cell_table,
    exposure_ranges,
    programme_totals,
    totals_by_cell,
)
from sanctuary_research.questions.money.totals import Total, total_threatened
from sanctuary_research.questions.money.what_if import what_if

__all__ = [
    "Total",
    "audit_latex",
    "audit_trail",
    "cell_table",
    "deflate",
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
]
