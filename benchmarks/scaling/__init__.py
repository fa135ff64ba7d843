"""Defines the systems that `benchmarks.scale` measures, and the articles it measures them on."""
