"""What a report may be written as: CSV or TSV, compressed or not, in UTF-8 or UTF-16, or Parquet; and what is said of a broken file."""

import codecs
import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from domain.errors import LoadRefusedError
from tests.services.load.lakes import day, load, load_text, make_csv, read_quarantine, read_rows, write

USAGE = "used_on,customer_id,offer_id,raw_hours\n2024-03-01,c1,ledger,1.5\n2024-03-02,Zoë,ledger,2\n"
ROWS = [(2, day("2024-03-01"), "c1", 1_500_000), (3, day("2024-03-02"), "Zoë", 2_000_000)]
TSV = USAGE.replace(",", "\t")
MANY = "used_on,customer_id,offer_id\n" + "2024-03-01,c1,ledger\n" * 5000


@pytest.mark.parametrize(
    "content",
    [
        USAGE.encode(),
        USAGE.rstrip("\n").encode(),
        codecs.BOM_UTF8 + USAGE.encode(),
        USAGE.replace("\n", "\r\n").encode(),
        USAGE.replace("\n", "\r\n", 1).encode(),
        TSV.encode(),
        USAGE.encode("utf-16"),
        TSV.encode("utf-16"),
        TSV.replace("\n", "\r\n").encode("utf-16"),
        codecs.BOM_UTF16_BE + TSV.encode("utf-16-be"),
        gzip.compress(USAGE.encode()),
        gzip.compress(USAGE[:50].encode()) + gzip.compress(USAGE[50:].encode()),
        gzip.compress(TSV.encode("utf-16")),
        zstd.compress(USAGE.encode()),
        zstd.compress(USAGE[:50].encode()) + zstd.compress(USAGE[50:].encode()),
        USAGE.replace("c1", '"c1"').replace("ledger", '"ledger"').replace("used_on", '"used_on"').encode(),
    ],
    ids=[
        "plain", "no last line end", "BOM", "CRLF", "mixed line ends", "TSV", "UTF-16 CSV", "UTF-16 TSV", "UTF-16 CRLF", "UTF-16 BE",
        "gzip", "gzip in two members", "gzip of UTF-16", "zstd", "zstd in two frames", "quoted",
    ],
)  # fmt: skip
def test_the_same_rows_are_read_from_every_format(tmp_path: Path, content: bytes) -> None:
    home = tmp_path / "home"
    report = load_text(home, content, file="any name.bin")
    assert (report.report, report.accepted, report.quarantined, report.left_out) == ("usage", 2, 0, {})
    assert read_rows(home, '"row"', "used_on", "customer_id", "raw_hours") == ROWS


def test_quoted_cells_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, 'offer_id,name\no1,"Ledger, ""Pro"""\no2,"two\nlines"\r\no3,a\ttab\n')
    assert read_rows(home, '"row"', "offer_id", "name") == [
        (2, "o1", 'Ledger, "Pro"'),
        (3, "o2", "two\nlines"),
        (4, "o3", "a\ttab"),
    ]


def test_a_quoted_empty_cell_is_empty_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, 'offer_id,name,category\no1,"","Tools"\no2,,Tools\n')
    assert read_rows(home, "offer_id", "name", "category") == [("o1", "o1", "Tools"), ("o2", "o2", "Tools")]


def test_text_stays_as_it_is_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, "offer_id,name\nNA, null \nNULL,NaN\n")
    assert read_rows(home, "offer_id", "name") == [("NA", " null "), ("NULL", "NaN")]


def test_a_name_with_wildcards_is_a_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write(tmp_path / "a1.csv", "offer_id\nwrong\n")
    load_text(home, "offer_id\nright\n", file="a[1]*'?.csv")
    assert read_rows(home, "offer_id") == [("right",)]


def test_a_header_alone_is_a_report_without_rows(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert load_text(home, "used_on,customer_id,offer_id").accepted == 0
    assert read_rows(home, "customer_id") == []


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    home = tmp_path / "home"
    table = pa.table(
        {
            "used_on": pa.array([date(2024, 3, 1), date(2024, 3, 2), None]),
            "customer_id": ["c1", "c2", "c3"],
            "offer_id": pa.array(["o", "o", "o"]).dictionary_encode(),
            "raw_hours": pa.array([0.1 + 0.2, float("nan"), 1.0]),
            "normalized_hours": pa.array([Decimal("1.0000005"), None, None], pa.decimal128(20, 7)),
            "is_trial": [True, False, None],
            "plan_id": ["", "p", None],
        }
    )
    pq.write_table(table, tmp_path / "usage")
    report = load(home, tmp_path / "usage").files[0]
    assert (report.report, report.accepted, report.quarantined) == ("usage", 2, 1)
    assert read_rows(home, '"row"', "used_on", "offer_id", "raw_hours", "normalized_hours", "is_trial", "plan_id") == [
        (2, day("2024-03-01"), "o", 300_000, 1_000_000, True, None),
        (3, day("2024-03-02"), "o", 0, 0, False, "p"),
    ]
    assert read_quarantine(home) == [("usage", 4, "used_on", None, "is empty: every row needs one")]


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_compressed_parquet_is_unpacked_byte_by_byte(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    # what would be a line end in a text stays as it is
    texts = ["one\r\ntwo", "three\rfour", "five\n"]
    pq.write_table(
        pa.table({"offer_id": texts, "name": texts}), tmp_path / "plain", compression="none", use_dictionary=False
    )
    write(tmp_path / "offers", compress((tmp_path / "plain").read_bytes()))
    home = tmp_path / "home"
    assert load(home, tmp_path / "offers").files[0].accepted == 3
    assert sorted(read_rows(home, "name")) == sorted((text,) for text in texts)


def test_a_timestamp_of_parquet_becomes_a_day_in_the_zone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    moments = [datetime(2024, 3, 1, 2, tzinfo=UTC), datetime(2024, 3, 1, 7, tzinfo=UTC)]
    table = pa.table(
        {"used_on": pa.array(moments, pa.timestamp("us", "UTC")), "customer_id": ["c", "c"], "offer_id": ["o", "o"]}
    )
    pq.write_table(table, tmp_path / "usage")
    load(home, tmp_path / "usage", zone="America/New_York")
    assert read_rows(home, "used_on") == [(day("2024-02-29"),), (day("2024-03-01"),)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; a report has at least its header"),
        (b"\n\n", "no known report has the columns "),
        (b"PK\x03\x04rest of a workbook", "is a workbook or ZIP archive; save the sheet as CSV"),
        (b"PAR1 but no Parquet", "is broken Parquet ("),
        (
            gzip.compress(MANY.encode())[:-9],
            "the compressed file is broken or was cut off (Compressed file ended before",
        ),
        (
            gzip.compress(MANY.encode()) + b"trailing",
            "the compressed file is broken or was cut off (Not a gzipped file",
        ),
        (
            zstd.compress(MANY.encode())[:-9],
            "the compressed file is broken or was cut off (Compressed file ended before",
        ),
        (b"\x28\xb5\x2f\xfd garbage", "the compressed file is broken or was cut off ("),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "is not UTF-16 as its first bytes say ("),
        ("naïve,used_on\n".encode("latin-1"), "line 1: is not UTF-8; save the file as UTF-8"),
        (b"used_on;customer_id;offer_id\n", "line 1: cells are parted by semicolons; takes commas or tabs"),
        (b'used_on,"customer_id\n', "line 1: the header cannot be read (unexpected end of data)"),
        (
            "offer_id,name\no1,Ledger\no2,Café\n".encode("latin-1"),
            "line 3, column name: is not UTF-8; save the file as UTF-8",
        ),
        (
            b'offer_id,name\no1,Ledger\no2,"Cash\no3,Ship\n',
            "line 3: cannot be read: a quote is opened and never closed",
        ),
        (b'offer_id,name\no1,"Led"ger\n', "line 2: cannot be read: a quoted value goes on after its closing quote"),
    ],
)
def test_a_broken_file_is_refused_as_a_whole(tmp_path: Path, content: bytes, message: str) -> None:
    home = tmp_path / "home"
    with pytest.raises(LoadRefusedError) as refused:
        load_text(home, content)
    assert str(refused.value).startswith("report.csv: ")
    assert message in str(refused.value)
    assert str(refused.value).endswith(" Nothing was loaded.")
    assert [path.name for path in home.iterdir()] == ["staging"]
    assert list((home / "staging").iterdir()) == []


def test_truncated_parquet_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"offer_id": [f"o{number}" for number in range(9999)]}), tmp_path / "whole")
    content = (tmp_path / "whole").read_bytes()
    with pytest.raises(LoadRefusedError, match=r"^report\.csv: is broken Parquet"):
        load_text(tmp_path / "home", content[:-100])


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"offer_id": [f"o{number}" for number in range(9999)]}), tmp_path / "whole")
    content = bytearray((tmp_path / "whole").read_bytes())
    content[200:400] = bytes(200)
    with pytest.raises(LoadRefusedError, match=r"^report\.csv: is broken Parquet"):
        load_text(tmp_path / "home", bytes(content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(LoadRefusedError) as refused:
        load(home, tmp_path / "nowhere.csv")
    assert str(refused.value) == f"nowhere.csv: No such file or directory ({tmp_path}/nowhere.csv). Nothing was loaded."
    with pytest.raises(LoadRefusedError) as refused:
        load(home, tmp_path)
    assert str(refused.value) == f"{tmp_path.name}: is no file ({tmp_path}); give a report file. Nothing was loaded."


def test_one_broken_file_refuses_the_whole_load(tmp_path: Path) -> None:
    home = tmp_path / "home"
    good = write(tmp_path / "good.csv", USAGE)
    bad = write(tmp_path / "bad.csv", make_csv("used_on,offer_id", "2024-03-01,o"))
    with pytest.raises(LoadRefusedError, match=r"^bad\.csv: line 1: usage needs the column customer_id"):
        load(home, good, bad)
    assert not (home / "lake").exists()


def test_blank_lines_and_a_comma_too_many_are_no_records(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load_text(home, "offer_id,name\n\no1,Ledger,\n\no2,Ship\n\n")
    assert read_rows(home, '"row"', "offer_id") == [(2, "o1"), (3, "o2")]
