"""The catalogue's questions that a build answers beforehand."""

from services.catalogue.offers import OFFERS
from services.catalogue.plans import PLANS
from services.catalogue.profiles import PROFILES
from services.questions import Parameters, Question

CATALOGUE_MARTS: tuple[tuple[Question, Parameters], ...] = ((OFFERS, ()), (PLANS, ()), (PROFILES, ()))
"""Questions and parameters, to be asked of the whole part."""
