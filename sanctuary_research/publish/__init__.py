"""Notebooks to reports: parameters, kernels, runs, pages and the manifest."""
