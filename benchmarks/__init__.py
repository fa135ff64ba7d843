"""Measures of how good and how fast the program is, taken from outside."""
