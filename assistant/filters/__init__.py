"""Filters that the words of a question name: years, venues, authors, surveys."""

from assistant.filters.reading import FilterReading, combine, read_filters

__all__ = ["FilterReading", "combine", "read_filters"]
