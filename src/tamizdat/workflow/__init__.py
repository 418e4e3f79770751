"""One verb per file: `run(project, ...)` yields frozen results, one by one; nothing prints."""
