"""Inter-annotator agreement over codings: knows neither the database nor HTTP."""

from annotate.agreement.alpha import Estimate, alpha, nominal
from annotate.agreement.summary import Codings, Measure, Summary, summarise

__all__ = ["Codings", "Estimate", "Measure", "Summary", "alpha", "nominal", "summarise"]
