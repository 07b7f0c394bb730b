"""How Label Studio says it: bodies in, shapes out."""
