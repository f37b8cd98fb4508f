"""Texts that a spreadsheet would run as a formula when it opens a CSV file, made harmless by an apostrophe in front."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_BLANK: Final = (
    r"\x00-\x20\x{7f}-\x{a0}\x{ad}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}"
)
"""What some spreadsheet takes away before it looks at a cell: white space of all kinds, control characters, marks without width."""
_FORMULA: Final = r"=+@\-\x{ff1d}\x{ff0b}\x{ff20}\x{ff0d}\x{2212}"
"""What a formula begins with, also in the full width of East Asian keyboards, and with the mathematical minus."""
DANGEROUS: Final = rf"^(?:[\t\r\n]|[{_BLANK}]*[{_FORMULA}])"
"""Beginnings of cells that are not left as they are."""


def make_harmless(texts: pa.Array) -> pa.Array:
    """The texts with an apostrophe before those that a spreadsheet would run; all others as they are, NULL stays NULL."""
    marked = pc.binary_join_element_wise("'", texts, "")
    return pc.if_else(pc.match_substring_regex(texts, DANGEROUS), marked, texts)
