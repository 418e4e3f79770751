"""Name what is dead in a project's files, and remove what nobody loses."""
