"""Statistics that the figures need, each tested against a library that the product does not need."""
