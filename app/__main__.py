"""Starts the command line."""

from app.commands import main

main(prog_name="holdfast")
