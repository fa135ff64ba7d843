"""Refreshes followed feeds: asks those that are due, reads what is new."""
