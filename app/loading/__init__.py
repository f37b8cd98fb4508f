"""Live loading in the shell: settings, the addresses below /loads, and where the worker works."""
