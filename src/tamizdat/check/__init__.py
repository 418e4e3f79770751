"""What stands between a translation and its readers."""
