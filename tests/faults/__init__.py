"""Interruptions and refusals of real commands: kills, full disks, forbidden folders, broken files, two at once."""

import pytest

pytest.register_assert_rewrite("tests.faults.kills", "tests.faults.states", "tests.faults.world")
