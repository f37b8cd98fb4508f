"""The home and tokens of the tests of the application."""

from tests.app.conftest import furnished, home, tokens

__all__ = ["furnished", "home", "tokens"]
