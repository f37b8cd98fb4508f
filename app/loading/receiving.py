"""Receives reports: the body of a request goes into files as it comes, counted, and never is in memory whole."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.refusals import HttpRefusalError
from db.uploads import Upload
from domain.errors import BadInputError
from domain.loads import check_file_name
from services.load.metering import Budget, Meter, TooMuchError

MOST_FILES = 100
MOST_FIELDS = 20
_LONGEST_FIELD = 1000
_NO_FORM = "the form cannot be read; send multipart/form-data as curl -F does"


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


class Form:
    """A body that is multipart/form-data: files under any field's name, options as fields without a file name."""

    def __init__(self, reception: Reception, content_type: str) -> None:
        self._reception = reception
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise HttpRefusalError(400, f"content-type: names no boundary; {_NO_FORM}")
        self._header, self._value, self._field = b"", b"", bytearray()
        self._disposition = b""
        self._name: str | None = None
        self._whole = False
        callbacks: Mapping[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_field": self._take_header,
            "on_header_value": self._take_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_content,
            "on_part_data": self._take_content,
            "on_part_end": self._end_content,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        except FormParserError:
            raise HttpRefusalError(400, _NO_FORM) from None

    def take(self, data: bytes) -> None:
        """Parses it, and writes what is a file's."""
        self._reception.count(len(data))
        try:
            self._parser.write(data)
        except FormParserError:
            raise HttpRefusalError(400, _NO_FORM) from None

    def finish(self) -> None:
        """A refusal where the form has no end: the body was cut off."""
        if not self._whole:
            raise HttpRefusalError(400, "the form has no end: it was cut off; send it again")
        self._reception.finish()

    def _begin(self) -> None:
        self._disposition, self._name = b"", None
        self._field.clear()

    def _take_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _begin_content(self) -> None:
        given = parse_options_header(self._disposition)[1]
        if b"filename" in given:
            self._reception.begin(_read(given[b"filename"]))
            return
        if len(self._reception.fields) >= MOST_FIELDS:
            raise HttpRefusalError(400, f"the form has more than {MOST_FIELDS} fields")
        self._name = _read(given.get(b"name", b""))

    def _take_content(self, data: bytes, start: int, end: int) -> None:
        if self._name is None:
            self._reception.write(data[start:end])
            return
        self._field += data[start:end]
        if len(self._field) > _LONGEST_FIELD:
            raise HttpRefusalError(413, f"a field of the form takes {_LONGEST_FIELD} bytes at most", "TOO_COMPLEX")

    def _end_content(self) -> None:
        if self._name is None:
            self._reception.end()
        else:
            self._reception.fields[self._name] = _read(bytes(self._field))

    def _end(self) -> None:
        self._whole = True


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
    return None if found is None else _read(found)


def _read(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise BadInputError("the form holds text that is not UTF-8") from None
