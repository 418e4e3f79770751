"""`python -m tamizdat`."""

from tamizdat.cli import main

main(prog_name="tamizdat")
