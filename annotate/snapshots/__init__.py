"""Exports as snapshots: one state of a project, kept and given out in several formats."""
