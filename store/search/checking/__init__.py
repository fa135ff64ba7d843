"""Pasted words are held against the archive: where they stand, and how they differ."""
