"""Windows become excerpts: where each ends, what is marked, which are shown once."""
