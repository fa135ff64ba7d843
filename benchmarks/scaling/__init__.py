"""Defines what `benchmarks.scale` measures, on which articles, and measures endless ones."""
