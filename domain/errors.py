"""One tree of errors, each with the stable code that the API shows and a message that says what to do."""


class HoldfastError(Exception):
    """An expected refusal; its text may be shown to whoever asked."""

    code = "INTERNAL"


class UnauthenticatedError(HoldfastError):
    """No token, or one that is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"


class ForbiddenError(HoldfastError):
    """The role may not do this."""

    code = "FORBIDDEN"


class ForbiddenFieldError(ForbiddenError):
    """A contributor filtered, searched or sorted by a personal field."""

    code = "FORBIDDEN_FIELD"


class NotFoundError(HoldfastError):
    """Nothing of that id is visible to the asker."""

    code = "NOT_FOUND"


class BadInputError(HoldfastError):
    """An argument has a value that has no meaning here; names the argument, the value and what it takes."""

    code = "BAD_INPUT"


class BadCursorError(HoldfastError):
    """A cursor that is garbage, foreign, or of a part that is gone."""

    code = "BAD_CURSOR"


class TooComplexError(HoldfastError):
    """A document beyond a limit."""

    code = "TOO_COMPLEX"


class StoppedError(HoldfastError):
    """Work that was stopped, since nobody waits for it any more."""

    code = "TIMEOUT"


class RecordsUnreachableError(HoldfastError, OSError):
    """The service records cannot be reached at this moment. Whoever tries again after an OSError tries again after this too."""

    code = "RATE_LIMITED"


class OperationError(HoldfastError):
    """A command could not be done: names what, where and what to do. Nothing was changed."""


class LoadRefusedError(OperationError):
    """A load refused as a whole for its structure: names file, line and column. Nothing was written.

    `unquoted` is the message without the value that stands there, which may be personal.
    """

    def __init__(self, message: str, unquoted: str | None = None) -> None:
        super().__init__(message)
        self.unquoted = message if unquoted is None else unquoted


class NoSnapshotError(OperationError):
    """Nothing was built yet, or not for this publisher."""
