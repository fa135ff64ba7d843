"""Who said what in one article: direct quotes and their speakers, as pure functions."""

from store.ingest.quotes.extract import extract_quotes

__all__ = ["extract_quotes"]
