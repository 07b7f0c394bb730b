"""Result lists: write one, read one, check one, repair its offsets."""

from schemas.labelstudio.checks import result_problems
from schemas.labelstudio.names import ResultError
from schemas.labelstudio.offsets import reconcile_offsets
from schemas.labelstudio.reading import from_result
from schemas.labelstudio.writing import to_result

__all__ = ["ResultError", "from_result", "reconcile_offsets", "result_problems", "to_result"]
