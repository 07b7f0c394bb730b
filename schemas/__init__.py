"""The language of the project: codebooks, text and spans, codings, actor codes, validation, the Label Studio form."""
