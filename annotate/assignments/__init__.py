"""Tasks given to people by name: to code them (AN) or to review them (RE)."""
