"""What a team has decided about its codes."""
