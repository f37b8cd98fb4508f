"""Converts the Open University Learning Analytics data to Holdfast's plain tables.

Source: Kuzilek, Hlosta, Zdrahal (2017), CC BY 4.0; students register for presentations of modules and hand in work.
"""

import argparse
from pathlib import Path

import pandas as pd

CATEGORIES = {
    "AAA": "SocSci",
    "BBB": "SocSci",
    "CCC": "Stem",
    "DDD": "Stem",
    "EEE": "Stem",
    "FFF": "Stem",
    "GGG": "SocSci",
}
START_MONTHS = {"B": 2, "J": 10}


def find_days(presentations: pd.Series, offsets: pd.Series) -> pd.Series:
    """Days as `yyyy-MM-dd`: the first day of each presentation plus `offsets` days; empty where the offset is.

    B presentations start on 1 February, J presentations on 1 October.
    """
    starts = pd.to_datetime(
        pd.DataFrame(
            {
                "year": presentations.str[:4].astype(int),
                "month": presentations.str[4].map(START_MONTHS),
                "day": 1,
            }
        )
    )
    return (starts + pd.to_timedelta(offsets, unit="D")).dt.strftime("%Y-%m-%d")


def make_customers(students: pd.DataFrame) -> pd.DataFrame:
    """One row per student; the region is the state, the country is unknown."""
    # The region Ireland spans two countries, so no country is claimed for any.
    once = students.drop_duplicates("id_student", keep="last").sort_values("id_student")
    return pd.DataFrame({"customer_id": once["id_student"], "state": once["region"]})


def make_orders(registrations: pd.DataFrame) -> pd.DataFrame:
    """One row per registration, in the order of the source; 45 have no day of registration."""
    modules, presentations = registrations["code_module"], registrations["code_presentation"]
    students = registrations["id_student"].astype(str)
    return pd.DataFrame(
        {
            "order_id": modules + "-" + presentations + "-" + students,
            "customer_id": students,
            "offer_id": modules,
            "plan_id": modules + presentations,
            "ordered_on": find_days(presentations, registrations["date_registration"]),
            "canceled_on": find_days(presentations, registrations["date_unregistration"]),
        }
    )


def make_usage(submissions: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """One row per dated submission: a day of use without hours and revenue."""
    placed = submissions.merge(assessments, on="id_assessment", how="left", validate="many_to_one")
    return pd.DataFrame(
        {
            "used_on": find_days(placed["code_presentation"], placed["date_submitted"]),
            "customer_id": placed["id_student"],
            "offer_id": placed["code_module"],
            "plan_id": placed["code_module"] + placed["code_presentation"],
        }
    )


def make_offers(courses: pd.DataFrame) -> pd.DataFrame:
    """One row per module."""
    modules = sorted(courses["code_module"].unique())
    return pd.DataFrame(
        {
            "offer_id": modules,
            "name": [f"Module {module}" for module in modules],
            "category": [CATEGORIES[module] for module in modules],
        }
    )


def make_plans(courses: pd.DataFrame) -> pd.DataFrame:
    """One row per presentation of a module."""
    modules, presentations = courses["code_module"], courses["code_presentation"]
    return pd.DataFrame(
        {"offer_id": modules, "plan_id": modules + presentations, "name": modules + " " + presentations}
    )


def convert(source: Path, target: Path) -> dict[str, Path]:
    """Writes customers, orders, usage, offers and plans as CSV into `target`; returns each table's path.

    `source` holds the five CSV files of the data set. Raises FileNotFoundError where one is missing.
    """
    names = ("course", "student", "student_registration", "student_assessment", "assessment")
    read = {name: pd.read_csv(source / f"{name}.csv") for name in names}
    tables = {
        "offers": make_offers(read["course"]),
        "plans": make_plans(read["course"]),
        "customers": make_customers(read["student"]),
        "orders": make_orders(read["student_registration"]),
        "usage": make_usage(read["student_assessment"], read["assessment"]),
    }
    target.mkdir(parents=True, exist_ok=True)
    paths = {name: target / f"{name}.csv" for name in tables}
    for name, table in tables.items():
        table.to_csv(paths[name], index=False, lineterminator="\n")
    return paths


def main() -> None:
    """Converts the folder SOURCE into the folder TARGET and prints the paths written."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path, help="folder with the CSV files of the data set")
    parser.add_argument("target", type=Path, help="folder for the plain tables")
    arguments = parser.parse_args()
    for path in convert(arguments.source, arguments.target).values():
        print(path)


if __name__ == "__main__":
    main()
