"""What a role may see of a customer's personal data: decided here, once, for the API, lists, exports and caches."""

from typing import Final

from domain.measures import MASK, PersonalDataAccess
from domain.scope import Role

PERSONAL: Final = ("company_name", "first_name", "last_name", "email", "address_line1", "city", "postal_code")
"""The personal fields: the columns of the table `people`."""
Reported = tuple[str | None, ...]
"""The values of these fields, in their order."""
NOTHING: Final[Reported] = (None,) * len(PERSONAL)
_MASKED: Final[Reported] = (MASK,) * len(PERSONAL)


def access_of(role: Role, consent: bool | None, protected: bool | None) -> PersonalDataAccess:
    """Why a customer's personal fields read as they do: protection outranks the role, the role outranks consent."""
    if protected:
        return PersonalDataAccess.PROTECTED
    if role is not Role.OWNER:
        return PersonalDataAccess.OWNER_ONLY
    return PersonalDataAccess.VISIBLE if consent else PersonalDataAccess.NO_CONSENT


def masked(access: PersonalDataAccess, reported: Reported) -> Reported:
    """The personal fields under an access: as reported, twelve asterisks each, or nothing."""
    if access is PersonalDataAccess.VISIBLE:
        return reported
    return _MASKED if access is PersonalDataAccess.PROTECTED else NOTHING
