"""Who sued whom, and who prevails? What notebook 07 asks, as functions.

`suits` holds what is asked and what is counted, `speaking` who prevails as of a day (`standing`).
The others show: `prevailing` the first screen and the counts, `records` the suits one by one,
`parties` whom they reach, `durations` how long they take.
"""
