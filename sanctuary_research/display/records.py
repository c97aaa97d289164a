"""By what a page knows the outputs of a notebook, and what a run asks of them."""

EXHIBIT = "application/vnd.sanctuary.exhibit+json"
HEADLINE = "application/vnd.sanctuary.headline+json"
CONTINUED = "continued"  # what ``exhibit`` is in the metadata of its further outputs
WANTED = "SANCTUARY_OUTPUTS"  # the variable that holds what a run asks for: one of these
DOWNLOADS, NUMBERS, PAPER = "downloads", "numbers", "paper"
