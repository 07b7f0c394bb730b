"""The server and the command that turn news articles into event-coded training data."""

__version__ = "0.1.0"
