"""Articles as tasks: import, list, export, and what the coding screen opens."""
