"""Label Studios as sources of a project here: codings come in, gold goes back. A command's work, never the server's."""
