"""Invented companies, people and places, and the real countries they are said to live in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """The sound of names in a part of the world."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    city_endings: tuple[str, ...]
    legal_forms: tuple[str, ...]
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """An ISO 3166 country: name, code, language and currency of its customers, weight among all customers."""

    name: str
    code: str
    culture: str
    currency: str
    weight: float
    tongue: Tongue
    states: tuple[str, ...] = ()


def split(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


ENGLISH = Tongue(
    split("Alice Ben Carla Dale Edith Frank Grace Harry Iris Jack Kate Leo Mara Ned Olive Paul Ruth Sam Tess Will"),
    split("Ashdown Brackwell Cordley Dunmore Elmsworth Farrow Gadsby Hollins Ingleby Jessop Kirkham Larkin Penrow"),
    ("ford", "ton", "field", "bridge", "mouth"),
    ("Ltd", "Inc", "LLC", "Group"),
    ("Mill Lane", "Station Road", "Canal Street"),
)
GERMAN = Tongue(
    split("Anna Bernd Clara Dieter Elke Felix Greta Hannes Ida Jonas Klara Lukas Mia Nils Paula Ralf Sofie Till"),
    split("Amsel Birkner Dornbach Ebersohl Falkner Grundig Hasler Imhoff Kranz Lindholz Morgner Nussbaum Quandt"),
    ("burg", "hausen", "tal", "stadt", "bach"),
    ("GmbH", "AG", "KG"),
    ("Lindenweg", "Am Markt", "Hafengasse"),
)
FRENCH = Tongue(
    split("Aline Bruno Chloe Denis Elise Fabrice Gaelle Hugo Ines Julien Laure Marc Nadia Odile Pierre Remi Sophie"),
    split("Aubremont Bellerive Chantepie Delorval Estienne Fontvieille Garance Lamotte Marchebois Vaucresson"),
    ("ville", "mont", "court", "-sur-Lie"),
    ("SAS", "SARL", "SA"),
    ("rue du Moulin", "quai des Tanneurs", "place Haute"),
)
NORDIC = Tongue(
    split("Astrid Bjorn Eira Finn Gro Henrik Ingrid Jens Kaia Lars Maja Nora Oskar Ronja Sven Tuva Ulrik Vera"),
    split("Aaberg Dalstrom Eklov Fjellheim Granlund Holmqvist Isaksli Kvist Lindmark Nygard Solbakk Vinter"),
    ("vik", "havn", "by", "fors"),
    ("AB", "AS", "ApS", "Oy"),
    ("Storgata", "Havnegade", "Bjorkvagen"),
)
LATIN = Tongue(
    split("Alba Bruno Carmen Diego Elena Fabio Gloria Hector Isabel Jorge Lucia Marco Nuria Paolo Rita Sergio Teresa"),
    split("Almeira Bonavita Carvajosa Dellarosa Esposende Ferralta Galvani Montellano Olivares Pradocampo Valverdi"),
    ("ona", "alba", "ares", "ello"),
    ("SL", "SpA", "SA de CV", "Ltda"),
    ("Calle Mayor", "Via del Porto", "Rua Nova"),
)
SLAVIC = Tongue(
    split("Adam Beata Dorota Emil Filip Hanna Igor Jana Karol Lena Marek Nina Oskar Petra Roman Stefan Tereza Wanda"),
    split("Borowik Dabczak Gajewicz Horak Jablonek Kaminec Lesniak Malinek Nowicz Sokolik Wiatrak Zielonka"),
    ("owice", "grad", "ov", "ice"),
    ("Sp. z o.o.", "s.r.o."),
    ("ulica Lipowa", "Stary Rynek"),
)
EASTERN = Tongue(
    split("Aiko Chen Daichi Emi Hana Jun Kenji Li Mei Naoki Ren Sakura Takumi Wei Yuki Arun Divya Kiran Meera Ravi"),
    split("Asagiri Hoshimura Kawabe Minazuki Shiranami Tsukioka Lianhe Songwei Anandpuri Bhaskaran Devnagar"),
    ("saki", "hama", "pura", "nagar", "shan"),
    ("K.K.", "Pvt Ltd", "Pte Ltd"),
    ("Harbour Road", "Sakura-dori", "Lake View"),
)
US_STATES = split("California Texas Washington Illinois Georgia Ohio Virginia Colorado Oregon Florida Massachusetts")

COUNTRIES = (
    Country("United States", "US", "en-US", "USD", 34.0, ENGLISH, US_STATES),
    Country("United Kingdom", "GB", "en-GB", "USD", 9.0, ENGLISH),
    Country("Germany", "DE", "de-DE", "EUR", 8.0, GERMAN, ("Bayern", "Hessen", "Sachsen", "Berlin")),
    Country("India", "IN", "en-IN", "USD", 6.0, EASTERN, ("Karnataka", "Kerala", "Maharashtra")),
    Country("Canada", "CA", "en-CA", "USD", 5.0, ENGLISH, ("Ontario", "Quebec", "Alberta")),
    Country("France", "FR", "fr-FR", "EUR", 5.0, FRENCH),
    Country("Japan", "JP", "ja-JP", "USD", 4.5, EASTERN),
    Country("Australia", "AU", "en-AU", "USD", 4.0, ENGLISH, ("Victoria", "Queensland", "Tasmania")),
    Country("Netherlands", "NL", "nl-NL", "EUR", 3.0, GERMAN),
    Country("Brazil", "BR", "pt-BR", "USD", 2.5, LATIN, ("Bahia", "Parana")),
    Country("Sweden", "SE", "sv-SE", "USD", 2.2, NORDIC),
    Country("Spain", "ES", "es-ES", "EUR", 2.0, LATIN),
    Country("Italy", "IT", "it-IT", "EUR", 2.0, LATIN),
    Country("Switzerland", "CH", "de-CH", "USD", 1.8, GERMAN),
    Country("Norway", "NO", "nb-NO", "USD", 1.5, NORDIC),
    Country("Denmark", "DK", "da-DK", "USD", 1.3, NORDIC),
    Country("Poland", "PL", "pl-PL", "USD", 1.3, SLAVIC),
    Country("Singapore", "SG", "en-SG", "USD", 1.2, EASTERN),
    Country("Belgium", "BE", "fr-BE", "EUR", 1.0, FRENCH),
    Country("Ireland", "IE", "en-IE", "EUR", 1.0, ENGLISH),
    Country("Mexico", "MX", "es-MX", "USD", 0.9, LATIN),
    Country("Austria", "AT", "de-AT", "EUR", 0.8, GERMAN),
    Country("South Africa", "ZA", "en-ZA", "USD", 0.7, ENGLISH),
    Country("New Zealand", "NZ", "en-NZ", "USD", 0.5, ENGLISH),
    Country("Finland", "FI", "fi-FI", "EUR", 0.4, NORDIC),
    Country("Chile", "CL", "es-CL", "USD", 0.3, LATIN),
    Country("Portugal", "PT", "pt-PT", "EUR", 0.3, LATIN),
)

SYLLABLES = split("Vel Tar Nor Quin Bel Dru Fen Gar Hal Ist Jor Kel Lum Mir Nev Orl Pel Rho Sul Tev Ulm Wex Yar Zan")
ENDINGS = split("ora ane ick olle ura esta imo adden ival onde ether isk umber avia")
TRADES = split(
    "Logistics Dairy Optics Freight Textiles Robotics Energy Foods Clinics Rail Media Insurance Timber Games"
)
MAIL_DOMAINS = ("example.com", "example.org", "example.net")
