"""Does recorded crime change after places limit detainers? What notebook 02 asks, as functions.

`question.Asked` holds the choices; `offices` are the agencies they are asked of, `changes` the
change of every outcome, `lead_up` the years before. `first_screen`, `who`, `sureness` and `beyond`
show them: each of their functions returns an ``Exhibit``.
"""
