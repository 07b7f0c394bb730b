"""Annotator output through the Label Studio SDK: from our own server or a real Label Studio, with the same code."""
