"""Long work: added in a transaction, run by the server beside its requests, with progress, cancel and a clear end."""
