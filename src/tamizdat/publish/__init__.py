"""Localized texts, pages, plain text for mail."""
