"""Receives reports: the body of a request goes into files as it comes, counted, and never is in memory whole."""

from typing import BinaryIO, Protocol

from python_multipart.multipart import parse_options_header

from app.refusals import HttpRefusalError
from db.uploads import Upload
from domain.errors import BadInputError
from domain.loads import check_file_name
from services.load.metering import Budget, Meter, TooMuchError

MOST_FILES = 100


class Reception:
    """The files of one load as they come, and the fields of its form."""

    def __init__(self, upload: Upload, most: int, most_unpacked: int) -> None:
        self._upload, self._most, self._received = upload, most, 0
        self._budget = Budget(most_unpacked)
        self._file: BinaryIO | None = None
        self._meter = Meter(self._budget)
        self.fields: dict[str, str] = {}

    def count(self, number: int) -> None:
        """Counts bytes of the body; a refusal (413) beyond the limit."""
        self._received += number
        if self._received > self._most:
            raise too_large(self._most)

    def begin(self, name: str) -> None:
        """A file of that name comes next; a refusal where there are too many, or where it has no name that goes."""
        if len(self._upload.names) >= MOST_FILES:
            raise HttpRefusalError(
                413, f"a load takes {MOST_FILES} files at most; send the others by another", "TOO_COMPLEX"
            )
        if name in self._upload.names:
            raise BadInputError("file name: two files have the same name; give each another")
        self._file, self._meter = self._upload.open_next(check_file_name(name)), Meter(self._budget)

    def write(self, data: bytes) -> None:
        """More of the file that was begun; a refusal (413) where it holds too much."""
        assert self._file is not None
        try:
            self._meter.feed(data)
        except TooMuchError:
            most = self._budget.most
            told = f"the files unpack to more than {most} bytes (HOLDFAST_LOAD_UNPACKED_BYTES); send them in pieces"
            raise HttpRefusalError(413, told, "TOO_COMPLEX") from None
        self._file.write(data)

    def end(self) -> None:
        """The file that was begun is whole."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def finish(self) -> None:
        """All of it has come; BadInputError where no file has. What was received is durable then."""
        self.end()
        if not self._upload.names:
            raise BadInputError("no file was sent; send one as the body, or several as multipart/form-data")
        self._upload.seal()


class Body(Protocol):
    """Takes a body piece by piece."""

    def take(self, data: bytes) -> None:
        """The next piece."""

    def finish(self) -> None:
        """There is no more."""


class OneFile:
    """A body that is a file."""

    def __init__(self, reception: Reception, name: str) -> None:
        self._reception = reception
        reception.begin(name)

    def take(self, data: bytes) -> None:
        """Writes it."""
        self._reception.count(len(data))
        self._reception.write(data)

    def finish(self) -> None:
        """Closes the file."""
        self._reception.finish()


def too_large(most: int) -> HttpRefusalError:
    """What is said of a body beyond the limit."""
    return HttpRefusalError(
        413,
        f"the body has more than {most} bytes, the most that HOLDFAST_LOAD_BYTES allows; send it in pieces",
        "TOO_COMPLEX",
    )


def name_in(disposition: str) -> str | None:
    """The file name of a Content-Disposition header; None where it has none."""
    found = parse_options_header(disposition.encode("latin-1", "replace"))[1].get(b"filename")
    return None if found is None else read_text(found)


def read_text(text: bytes) -> str:
    """Text of a form or a header; BadInputError where it is none."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise BadInputError("the form holds text that is not UTF-8") from None
