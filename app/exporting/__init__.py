"""Exports in the shell: where they are made, and the worker process beside the server."""
