"""Ranks the windows of candidates and states how sure an answer is."""
