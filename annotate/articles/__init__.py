"""Files of articles into a project: a file goes in whole or not at all."""
