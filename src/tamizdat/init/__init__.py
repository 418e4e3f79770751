"""Set up a project, take over what was translated before."""
