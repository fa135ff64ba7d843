"""Typed words become terms: what each may stand for in this archive."""
