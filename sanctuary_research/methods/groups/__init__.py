"""Honest comparisons of groups: adjustments, intervals, and what cannot be said."""
