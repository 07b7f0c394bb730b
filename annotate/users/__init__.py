"""People: accounts, log-in, one-time links, API tokens."""
