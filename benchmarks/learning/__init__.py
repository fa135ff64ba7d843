"""Question sets, and a fit for each part of `store/search/ranking/weights.json`."""
