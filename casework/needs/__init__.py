"""Needs: what a household lacks, what fits it, and what settles it (T3-1)."""
