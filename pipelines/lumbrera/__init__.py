"""Lumbrera: reads published procurement data and finds the patterns that deserve a second look."""

__version__ = "0.1.0"
