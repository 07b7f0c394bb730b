"""Finished codings, of a project in the database or of a collected folder, as export takes them."""
