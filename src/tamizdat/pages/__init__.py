"""What makes HTML for people."""
