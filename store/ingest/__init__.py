"""A source becomes articles: read, extract, normalise, split, index."""
