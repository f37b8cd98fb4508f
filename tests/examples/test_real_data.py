"""The converted public data sets reproduce what others published about them, cell by cell."""

from pathlib import Path

import pandas as pd

from examples import online_retail


def read_published_cohorts(path: Path) -> dict[tuple[str, int], int]:
    """Customers by cohort month (`yyyy-MM`) and months since, 0 first; cells that have not come are left out."""
    table = pd.read_csv(path, index_col=0)
    table.index = table.index.astype(str).str[:7]
    table.columns = pd.RangeIndex(table.shape[1])
    return key_counts(pd.Series(table.stack()).dropna())


def key_counts(cells: pd.Series) -> dict[tuple[str, int], int]:
    """The values of a series indexed by cohort month and offset."""
    months, offsets = cells.index.get_level_values(0), cells.index.get_level_values(1)
    return {(str(month), int(offset)): int(count) for month, offset, count in zip(months, offsets, cells, strict=True)}


def count_cohorts(usage_csv: Path) -> dict[tuple[str, int], int]:
    """Customers with usage by calendar month of first use and months since."""
    usage = pd.read_csv(usage_csv, usecols=["used_on", "customer_id"], parse_dates=["used_on"])
    months = usage["used_on"].dt.year * 12 + usage["used_on"].dt.month
    first = months.groupby(usage["customer_id"]).transform("min")
    names = usage["used_on"].groupby(usage["customer_id"]).transform("min").dt.strftime("%Y-%m")
    counts = usage.groupby([names, months - first])["customer_id"].nunique()
    return key_counts(counts)


def test_cohorts_of_all_countries_equal_the_published_table(retail_source: Path, retail_folder: Path) -> None:
    published = read_published_cohorts(retail_source / "published" / "online_retail__HarshTanwar__cohort_counts.csv")
    assert published["2010-12", 0] == 885
    assert len(published) == 91
    assert count_cohorts(retail_folder / "usage.csv") == published


def test_cohorts_of_the_uk_equal_the_published_table(retail_source: Path, retail_uk_folder: Path) -> None:
    published = read_published_cohorts(retail_source / "published" / "online_retail__56592aya__uk_cohort_counts.csv")
    assert published["2010-12", 0] == 871
    assert len(published) == 91
    assert count_cohorts(retail_uk_folder / "usage.csv") == published


def test_active_customers_of_the_uk_equal_the_published_months(retail_source: Path, retail_uk_folder: Path) -> None:
    published = pd.read_csv(retail_source / "published" / "online_retail__56592aya__uk_monthly_active_customers.csv")
    usage = pd.read_csv(retail_uk_folder / "usage.csv", usecols=["used_on", "customer_id"])
    active = usage.groupby(usage["used_on"].str[:7] + "-01")["customer_id"].nunique()
    assert active.to_dict() == dict(zip(published["year_month"], published["nunique_active_users"], strict=True))


def test_lines_by_country_equal_the_published_table(retail_source: Path) -> None:
    published = pd.read_csv(retail_source / "published" / "online_retail__56592aya__line_count_by_country.csv")
    lines = pd.read_parquet(retail_source / "online_retail.parquet", columns=["Country"])
    assert lines["Country"].value_counts().to_dict() == dict(zip(published["Country"], published["lines"], strict=True))


def test_retail_cleaning_keeps_the_published_number_of_lines(retail_source: Path, retail_folder: Path) -> None:
    lines = pd.read_parquet(retail_source / "online_retail.parquet")
    kept = online_retail.clean_like_harsh_tanwar(lines)
    assert len(kept) == 392_692
    usage = pd.read_csv(retail_folder / "usage.csv")
    orders = pd.read_csv(retail_folder / "orders.csv")
    customers = pd.read_csv(retail_folder / "customers.csv")
    assert round(float(usage["revenue_usd"].sum()), 3) == round(float((kept["Quantity"] * kept["UnitPrice"]).sum()), 3)
    assert len(orders) == kept["InvoiceNo"].nunique()
    assert int(orders["quantity"].sum()) == int(kept["Quantity"].sum())
    assert customers["customer_id"].tolist() == sorted(kept["CustomerID"].unique())


def test_registrations_equal_the_published_table(oulad_source: Path, oulad_folder: Path) -> None:
    published = pd.read_csv(oulad_source / "published" / "oulad__zoonalink__registrations_by_module_presentation.csv")
    orders = pd.read_csv(oulad_folder / "orders.csv")
    plans = published["code_module"] + published["code_presentation"]
    assert orders["plan_id"].value_counts().to_dict() == dict(
        zip(plans, published["registrations"].astype(int), strict=True)
    )
    offers = pd.read_csv(oulad_folder / "offers.csv")
    assert dict(zip(offers["offer_id"], offers["category"], strict=True)) == dict(
        zip(published["code_module"], published["category"], strict=True)
    )


def test_registration_totals_equal_the_published_scalars(oulad_source: Path, oulad_folder: Path) -> None:
    table = pd.read_csv(oulad_source / "published" / "oulad__zoonalink__scalars.csv", index_col="item")
    published = table["value"].to_dict()
    orders = pd.read_csv(oulad_folder / "orders.csv", parse_dates=["ordered_on", "canceled_on"])
    stay = (orders["canceled_on"] - orders["ordered_on"]).dt.days
    assert len(orders) == published["registrations_rows"]
    assert orders["ordered_on"].isna().sum() == published["date_registration_missing"]
    assert orders["canceled_on"].isna().sum() == published["date_unregistration_missing"]
    assert orders["canceled_on"].notna().sum() == published["date_unregistration_count"]
    assert (stay <= 14).sum() == published["unregistered_within_14_days_of_registration"]


def test_only_registrations_without_a_day_are_bad_rows(oulad_source: Path, oulad_folder: Path) -> None:
    orders = pd.read_csv(oulad_folder / "orders.csv", parse_dates=["ordered_on", "canceled_on"])
    source = pd.read_csv(oulad_source / "student_registration.csv")
    without = orders["ordered_on"].isna()
    assert without.sum() == 45
    assert orders.index[without].tolist() == source.index[source["date_registration"].isna()].tolist()
    assert orders.loc[without, "canceled_on"].notna().sum() == 39
    assert (orders["canceled_on"] < orders["ordered_on"]).sum() == 0
    assert (orders["canceled_on"] == orders["ordered_on"]).sum() == 19
    assert not orders["order_id"].duplicated().any()
    assert not orders[["customer_id", "offer_id", "plan_id"]].isna().any().any()


def test_students_and_submissions_are_all_there(oulad_folder: Path) -> None:
    customers = pd.read_csv(oulad_folder / "customers.csv")
    usage = pd.read_csv(oulad_folder / "usage.csv")
    assert len(customers) == customers["customer_id"].nunique() == 28_785
    assert customers["state"].nunique() == 13
    assert len(usage) == 173_912
    assert not usage.isna().any().any()
    assert len(pd.read_csv(oulad_folder / "plans.csv")) == 22
    assert len(pd.read_csv(oulad_folder / "offers.csv")) == 7
