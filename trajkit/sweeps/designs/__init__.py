"""Designs: which points of the unit cube are sampled, and in what order."""
