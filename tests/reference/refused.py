"""The refusal of a question, with the code that the API would answer."""


class RefusedError(Exception):
    """Raised instead of an answer; `code` is BAD_INPUT or FORBIDDEN_FIELD."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
