"""Catalogs: messages, files, merging, counting."""
