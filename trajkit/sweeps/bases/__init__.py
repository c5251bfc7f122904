"""Bases: what is varied, and how a row of values becomes a flight and its figures."""
