"""The demo: sample articles written for it, their gold codings, and three simulated coders."""
