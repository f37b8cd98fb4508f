"""How Hypothesis draws: no deadline, since a first draw pays for imports; the same draws each time but in the deep run."""

import os

from hypothesis import settings

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.register_profile("deep", deadline=None, max_examples=2000, database=None)
settings.load_profile("deep" if os.environ.get("HOLDFAST_DEEP") else "tests")
