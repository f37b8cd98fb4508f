"""Compares answers: what a type holds, exactly; floats to the last digits that the order of operations decides."""

from base64 import urlsafe_b64encode
from math import isclose
from typing import Any

PRECISION = 1e-12


def name_globally(kind: str, own_id: str) -> str:
    """The global id of an offer or a customer."""
    return urlsafe_b64encode(f"{kind}:{own_id}".encode()).decode()


def complete(expected: Any) -> Any:
    """An answer of the reference with the global ids of its offers and customers."""
    if isinstance(expected, list):
        return [complete(each) for each in expected]
    if not isinstance(expected, dict):
        return expected
    completed = {name: complete(value) for name, value in expected.items()}
    if "personalData" in expected:
        completed["id"] = name_globally("Customer", expected["customerId"])
    elif "productUrl" in expected:
        completed["id"] = name_globally("Offer", expected["offerId"])
    return completed


def find_difference(expected: Any, answered: Any, path: str = "") -> str | None:
    """Where two answers differ first, and how; None where they do not."""
    if isinstance(expected, dict) and isinstance(answered, dict):
        return _find_in_fields(expected, answered, path)
    if isinstance(expected, list) and isinstance(answered, list):
        return _find_in_list(expected, answered, path)
    return None if is_same(expected, answered) else f"{path}: expected {expected!r}, answered {answered!r}"


def _find_in_fields(expected: dict[str, Any], answered: dict[str, Any], path: str) -> str | None:
    if expected.keys() != answered.keys():
        return f"{path}: expected {sorted(expected)}, answered {sorted(answered)}"
    found = (find_difference(expected[name], answered[name], f"{path}.{name}") for name in expected)
    return next((difference for difference in found if difference), None)


def _find_in_list(expected: list[Any], answered: list[Any], path: str) -> str | None:
    pairs = enumerate(zip(expected, answered, strict=False))
    found = (find_difference(*pair, f"{path}[{position}]") for position, pair in pairs)
    difference = next((each for each in found if each), None)
    if difference is None and len(expected) != len(answered):
        return f"{path}: expected {len(expected)} rows, answered {len(answered)}"
    return difference


def is_same(expected: Any, answered: Any) -> bool:
    """Are two leaves the same? An integer is not a truth value; numbers with a fraction agree to 12 digits."""
    if isinstance(expected, bool) or isinstance(answered, bool):
        return expected is answered
    if isinstance(expected, float) and isinstance(answered, (int, float)):
        return isclose(expected, answered, rel_tol=PRECISION)
    return bool(expected == answered)
