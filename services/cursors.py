"""Cursors: opaque and signed; each names the parts, the order and a row, never a value."""

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from domain.errors import BadCursorError

RowKey = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the part and benchmarks part it began in, the list and its order, and the key of a row."""

    part_id: str
    benchmarks_id: str | None
    order: str
    key: RowKey


def not_in_list() -> BadCursorError:
    """Says that a cursor's row is gone."""
    return BadCursorError("the cursor's row is not in this list; start again without `after` and `before`")


class CursorSigner:
    """Signs cursors under the service's secret, for one publisher each: a foreign one reads like garbage."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._serializers: dict[str, URLSafeSerializer] = {}

    def _serializer(self, publisher_id: str) -> URLSafeSerializer:
        found = self._serializers.get(publisher_id)
        if found is None:
            found = self._serializers[publisher_id] = URLSafeSerializer(self._secret, salt=f"cursor:{publisher_id}")
        return found

    def sign(self, publisher_id: str, cursor: Cursor) -> str:
        """The text that the API shows."""
        return str(
            self._serializer(publisher_id).dumps([cursor.part_id, cursor.benchmarks_id, cursor.order, list(cursor.key)])
        )

    def read(self, publisher_id: str, text: str) -> Cursor:
        """The cursor of a text; BadCursorError for garbage and foreign ones."""
        try:
            part_id, benchmarks_id, order, key = self._serializer(publisher_id).loads(text)
        except (BadData, ValueError, UnicodeError):
            raise BadCursorError(
                "the cursor is not one of this list's; start again without `after` and `before`"
            ) from None
        return Cursor(part_id, benchmarks_id, order, tuple(key))
