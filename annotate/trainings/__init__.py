"""Models trained on a project's codings: a job makes them, a page shows them, one may be active."""
