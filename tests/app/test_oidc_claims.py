"""Claims by their paths, and settings of identity."""

from typing import Any

import pytest

from app.oidc.claims import claim_values
from app.settings import SettingsError, read_settings

CLAIMS: dict[str, Any] = {
    "role": "owner",
    "roles": ["a", 1, None, "b"],
    "number": 7,
    "truth": True,
    "realm": {"access": {"roles": ["x"]}, "a.b": "dotted"},
    "https://name.space/role": "spaced",
    "deep.er": {"in": "yes"},
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("role", ("owner",)),
        ("roles", ("a", "b")),
        ("number", ()),
        ("truth", ()),
        ("realm", ()),
        ("realm.access.roles", ("x",)),
        ("realm.a.b", ("dotted",)),
        ("https://name.space/role", ("spaced",)),
        ("deep.er.in", ("yes",)),
        ("realm.access", ()),
        ("role.owner", ()),
        ("missing", ()),
        ("missing.too", ()),
        ("", ()),
    ],
)
def test_claims_are_found_by_their_paths(path: str, values: tuple[str, ...]) -> None:
    assert claim_values(CLAIMS, path) == values


ISSUER = "takes the issuer's address as its tokens name it, https://... (http on this host only)"
ALGORITHMS = "takes some of ES256 ES384 ES512 EdDSA PS256 PS384 PS512 RS256 RS384 RS512"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("OIDC_ISSUER", "http://provider.example", f"got 'http://provider.example'; {ISSUER}"),
        ("OIDC_ISSUER", "provider", f"got 'provider'; {ISSUER}"),
        ("OIDC_ALGORITHMS", "none", f"got 'none'; {ALGORITHMS}"),
        ("OIDC_ALGORITHMS", "RS256,HS256", f"got 'RS256,HS256'; {ALGORITHMS}"),
        ("OIDC_LEEWAY", "601", "got '601'; takes a whole number of seconds from 0 to 600"),
        (
            "OIDC_OWNER_VALUES",
            ",",
            "got ','; takes values of the role claim that make an owner, commas or spaces between them",
        ),
        ("AUDIT_DAYS", "0", "got '0'; takes a whole number of days from 1 to 36500"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(f"HOLDFAST_{name}", value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value) == f"HOLDFAST_{name}: {message}"


def test_an_issuer_needs_an_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_OIDC_ISSUER", "https://provider.example")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value) == (
        "HOLDFAST_OIDC_AUDIENCE: got ''; takes the audience that tokens are for, with HOLDFAST_OIDC_ISSUER"
    )
    monkeypatch.setenv("HOLDFAST_OIDC_AUDIENCE", "holdfast")
    assert read_settings().oidc_audience == "holdfast"
