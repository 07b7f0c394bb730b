"""The baseline: from a marked trigger to its event code, scored honestly. scikit-learn is imported in here alone."""
