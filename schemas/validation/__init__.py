"""Validation: one function that says all that is wrong, or doubtful, about a coding."""

from schemas.validation.problem import Problem, errors, warnings

__all__ = ["Problem", "errors", "warnings"]
