"""Suggestions for the words at hand: a process of its own holds the models and answers the server over a pipe."""
