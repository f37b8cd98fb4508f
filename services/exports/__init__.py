"""Exports: reports as files, written in the request where they are short, else by a worker that takes them from the queue."""
