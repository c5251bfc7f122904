"""The phases of which flights are made, one a file."""
