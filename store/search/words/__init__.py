"""Typed words become terms: the words of the archive that each may stand for."""
