"""Turns sources into articles of the archive: sources → readers → story → writing."""
