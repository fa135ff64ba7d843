"""Extracts direct quotes and their speakers from one article, by pure functions."""

from store.ingest.quotes.extract import extract_quotes

__all__ = ["extract_quotes"]
