"""One command at a time changes a home, and progress is told."""

import threading
from pathlib import Path

import pytest

from app.home import changing_home, make_home
from app.progress import ShownProgress


def test_a_second_command_waits_and_says_for_whom(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told: list[str] = []
    order: list[str] = []
    waiting = threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        waiting.set()

    def second() -> None:
        with changing_home(home, "holdfast build", tell):
            order.append("second")

    with changing_home(home, "holdfast load", told.append):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    (text,) = told
    assert text.startswith("`holdfast load` (process ")
    assert text.endswith(f") is changing {home}; waiting until it is done")


def test_the_lock_goes_with_an_error(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), changing_home(tmp_path, "holdfast load", told.append):
            raise ZeroDivisionError
    assert told == []


def test_a_new_home_is_for_its_user_alone(tmp_path: Path) -> None:
    make_home(tmp_path / "a" / "home")
    assert (tmp_path / "a" / "home").stat().st_mode & 0o777 == 0o700


def test_without_a_terminal_progress_is_a_line_per_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 0.0, 4.0, 10.0, 12.0, 20.0])
    with ShownProgress(terminal=False, clock=lambda: next(moments)) as progress:
        progress.expect("usage.csv", 1000)
        for rows in (100, 100, 100, 100):
            progress.advance(rows)
        progress.finish()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "holdfast: usage.csv: 200 rows, 20 rows/s, 40 s left\nholdfast: usage.csv: 400 rows, 20 rows/s, 30 s left\n"
    )


def test_on_a_terminal_progress_is_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with ShownProgress(terminal=True) as progress:
        for name in ("a.csv", "b.csv"):
            progress.expect(name, 10)
            progress.advance(10)
            progress.finish()
        progress.expect("unknown", 0)
        progress.advance(3)
    assert capsys.readouterr().out == ""
