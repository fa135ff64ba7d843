"""Which new articles are of interest to whom: pure matching, no rows."""
