"""What the replicas stood, told at the end."""

import pytest

from tests.replicas.world import FIGURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how much was asked, how often was killed, and what was seen."""
    for line in FIGURES:
        terminalreporter.write_line(f"replicas: {line}")
