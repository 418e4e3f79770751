"""The project on disk: configuration, texts, where everything lies."""
