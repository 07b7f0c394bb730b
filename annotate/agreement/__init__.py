"""Inter-annotator agreement over codings: knows neither the database nor HTTP."""

from annotate.agreement.alpha import alpha, nominal
from annotate.agreement.definition import Measure
from annotate.agreement.estimate import Estimate
from annotate.agreement.summary import Codings, Summary, summarise

__all__ = ["Codings", "Estimate", "Measure", "Summary", "alpha", "nominal", "summarise"]
