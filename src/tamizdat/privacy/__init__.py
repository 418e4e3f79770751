"""What a stranger could learn of the people behind a project: from its files, output, history."""
