"""A body that is a form: files go where they belong as they come, fields are kept, and neither may be without end."""

from collections.abc import Callable, Mapping

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.loading.receiving import Reception, read_text
from app.refusals import HttpRefusalError

MOST_FIELDS = 20
_LONGEST_FIELD = 1000
_NO_FORM = "the form cannot be read; send multipart/form-data as curl -F does"


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
            self._reception.begin(read_text(given[b"filename"]))
            return
        if len(self._reception.fields) >= MOST_FIELDS:
            raise HttpRefusalError(400, f"the form has more than {MOST_FIELDS} fields")
        self._name = read_text(given.get(b"name", b""))

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
            self._reception.fields[self._name] = read_text(bytes(self._field))

    def _end(self) -> None:
        self._whole = True
