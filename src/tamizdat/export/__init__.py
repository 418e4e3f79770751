"""Hand out catalogs to translators who have no repository."""
