"""What `benchmarks.scale` measures, and on what."""
