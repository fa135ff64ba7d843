"""Reads bytes as drafts: tells their kind, then one reader for each kind."""
