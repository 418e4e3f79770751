"""Bring templates and catalogs up to date with the sources."""
