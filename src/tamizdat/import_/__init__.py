"""Take back what was handed out: recognised, and merged message by message."""
