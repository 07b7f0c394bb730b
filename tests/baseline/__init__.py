"""The baseline: examples, folds, scores, model files."""
