"""How many places were named on federal lists, and what did they answer? What notebook 08 asks.

`named` holds what is asked, the lists and the policies of named places; `pressed` the answers.
"""
