"""Does crime change after a policy is adopted? What notebook 02 asks, as functions."""
