"""Countries by any of their ISO 3166 codes and names."""

from functools import cache

import pycountry

from db.warehouse import quote

_ALIASES = {"uk": "GB"}


@cache
def list_country_keys() -> dict[str, str]:
    """Lower-case codes and names -> the country's alpha-2 code; a code outranks a name."""
    keys: dict[str, str] = {}
    for attribute in ("alpha_2", "alpha_3", "name", "common_name", "official_name"):
        for country in pycountry.countries:
            value = getattr(country, attribute, None)
            if value:
                keys.setdefault(value.lower(), country.alpha_2)
    for alias, code in _ALIASES.items():
        keys.setdefault(alias, code)
    return keys


@cache
def country_names() -> dict[str, str]:
    """Alpha-2 code -> ISO 3166 name."""
    return {country.alpha_2: country.name for country in pycountry.countries}


def make_country_statements() -> tuple[str, ...]:
    """What `country_code_of` and `country_name` look things up in: an enumeration of the keys, and lists in its order."""
    keys, names = list_country_keys(), country_names()
    ordered = sorted(keys)
    return (
        f"create type country_key as enum ({', '.join(quote(key) for key in ordered)})",
        f"create macro country_codes() as [{', '.join(quote(keys[key]) for key in ordered)}]",
        f"create macro country_names() as [{', '.join(quote(names[keys[key]]) for key in ordered)}]",
    )
