"""Arrow files hold values and nothing else."""

from pathlib import Path

import pyarrow as pa

from db.arrow import read_arrow, write_arrow

VALUES = {
    "number": pa.array([1, None, 3], pa.int64()),
    "key": pa.array([None, 2, 3], pa.int32()),
    "text": pa.array(["a", None, ""], pa.string()),
    "flag": pa.array([True, None, False], pa.bool_()),
    "all": pa.array([7, 8, 9], pa.int32()),
}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = pa.concat_tables([pa.table(VALUES), pa.table(VALUES)])
    write_arrow(tmp_path / "answer.arrow", table)
    read = read_arrow(tmp_path / "answer.arrow")
    assert read.equals(table)
    assert [column.num_chunks for column in read.columns] == [1] * 5


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    table = pa.table(VALUES).slice(0, 0)
    write_arrow(tmp_path / "answer.arrow", table)
    assert read_arrow(tmp_path / "answer.arrow").to_pydict() == {name: [] for name in VALUES}
    assert read_arrow(tmp_path / "answer.arrow").schema == table.schema


def test_what_lies_beneath_a_null_is_not_written(tmp_path: Path) -> None:
    valid = pa.py_buffer(bytes([0b11111101]))
    dirty = {
        "number": pa.Array.from_buffers(pa.int64(), 3, [valid, pa.py_buffer(b"\1" + bytes(7) + b"SECRETS!" + b"\3" + bytes(7))]),
        "text": pa.Array.from_buffers(
            pa.string(), 3, [valid, pa.py_buffer(pa.array([0, 1, 8, 9], pa.int32()).buffers()[1]), pa.py_buffer(b"aSECRETSb")]
        ),
        "flag": pa.Array.from_buffers(pa.bool_(), 3, [valid, pa.py_buffer(bytes([0b11111011]))]),
    }  # fmt: skip
    clean = {
        "number": pa.array([1, None, 3]),
        "text": pa.array(["a", None, "b"]),
        "flag": pa.array([True, None, False]),
    }
    assert pa.table(dirty).to_pydict() == pa.table(clean).to_pydict()
    write_arrow(tmp_path / "dirty.arrow", pa.table(dirty))
    write_arrow(tmp_path / "clean.arrow", pa.table(clean))
    written = (tmp_path / "dirty.arrow").read_bytes()
    assert b"SECRETS" not in written
    assert written == (tmp_path / "clean.arrow").read_bytes()


def test_a_mapped_table_outlives_its_file(tmp_path: Path) -> None:
    write_arrow(tmp_path / "answer.arrow", pa.table(VALUES))
    read = read_arrow(tmp_path / "answer.arrow")
    (tmp_path / "answer.arrow").unlink()
    assert read.to_pydict() == pa.table(VALUES).to_pydict()
