"""The memory: facts kept in versions, and the figures that are computed from them."""
