"""Sweeps: designed sets of flights over factors, kept on disk, and what they say."""
