"""Inter-annotator agreement over codings: knows neither the database nor HTTP.

Records are made in the server process with every submission, so nothing is imported here: numpy comes with the
modules that read numbers, and only when somebody asks for them.
"""
