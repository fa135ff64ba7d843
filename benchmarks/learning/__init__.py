"""Learning the numbers of `store/search/weights.json`: question sets, and a fit for each part."""
