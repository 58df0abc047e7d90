"""What is seen of a run: counts, rasters, truth of formulae."""
