"""The same integration compiled for the processor at hand, by numba."""
