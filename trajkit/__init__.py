"""trajkit: from what is reported of a missile launch to flights that obey physics."""

__version__ = "0.1.0"
