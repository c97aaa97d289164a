"""The reproducible evidence base on US sanctuary policy."""

__version__ = "0.1.0"
