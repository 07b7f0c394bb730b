"""Saved looks at a project's task list: filters and an order, as Label Studio's clients keep them."""
