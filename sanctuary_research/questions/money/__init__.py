"""Money: totals that can be defended, ranges that are never summed, and what was held back.

Three totals are kept apart: named-programme dollars by year (`counting`), exposure estimates as
ranges (`beside.exposure_ranges`), and money actually cut or withheld and for how long (`held`).
Notebook 05 shows `held`, `letters`, `acts` and `threatened`; notebook 06 `set_aside` and
`residents`.
"""
