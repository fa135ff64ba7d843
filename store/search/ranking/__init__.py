"""Candidates become ranked windows, with scores in [0, 1]."""
