"""Checks pasted words: the places where they stand, whose they are and how they differ."""
