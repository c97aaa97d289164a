"""Sweeps: one notebook over a grid of parameter values, one tidy table of its headline numbers."""
