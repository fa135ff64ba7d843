"""Turns ranked windows into excerpts: cut, highlighted, without repeats."""
