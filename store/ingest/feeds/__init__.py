"""Followed feeds: which are due, what in them is new, and one pass over them."""
