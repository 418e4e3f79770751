"""One string in one language: its markup, facts, typography, width."""
