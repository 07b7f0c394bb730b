"""Codings: create, change, take back, drafts; one road for the browser and the SDK."""
