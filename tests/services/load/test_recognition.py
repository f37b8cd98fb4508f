"""Reports are told by their header: Partner Center's in any spelling first, then plain tables by their first mark."""

from pathlib import Path

import pytest

from domain.errors import LoadRefusedError
from services.load.recognition import fold_header, recognise
from tests.services.load.lakes import load_text, make_csv

DOCUMENTED_USAGE = """
    MarketplaceSubscriptionId MonthStartDate OfferType AzureLicenseType MarketplaceLicenseType SKU CustomerCountry
    IsPreviewSKU SKUBillingType VMSize CloudInstanceName OfferName IsPrivateOffer DeploymentMethod CustomerName
    CustomerCompanyName UsageDate IsNewCustomer CoreSize TrialEndDate CustomerCurrencyCC PriceCC PayoutCurrencyPC
    EstimatedPricePC UsageReference UsageUnit CustomerId BillingAccountId MeterDimension MeterId
    PartnerCenterDetectedAnomaly PublisherMarkedAnomaly NewReportedUsage ActionTakenAt ActionTakenBy PlanId
    ReferenceId NormalizedUsage MeteredUsage RawUsage EstimatedExtendedChargeCC EstimatedExtendedChargePC
    EstimatedFinancialImpactUSD OfferId IsInternal ServicePlanName
"""


@pytest.mark.parametrize(
    ("header", "report"),
    [
        ("UsageDate,CustomerId,OfferId", "ISVUsage"),
        ("Usage Date,Customer ID,Offer Name", "ISVUsage"),
        ("USAGE_DATE,customer-id,OFFERNAME", "ISVUsage"),
        ("OrderPurchaseDate,CustomerId,OfferName", "ISVOrder"),
        ("Order Purchase Date,Customer ID,Offer ID", "ISVOrder"),
        ("Offset,FirstUsageDate,CustomerId,ProductId", "ISVOfferRetention"),
        ("Offset,First Usage Date,Customer Id,Offer Name", "ISVOfferRetention"),
        ("CustomerId,DateAcquired,CustomerCompanyName", "ISVCustomer"),
        ("Customer ID,Date Acquired,Azure License Type", "ISVCustomer"),
        ("Customer ID,DateAcquired,Marketplace Subscription ID", "ISVCustomer"),
        ("used_on,customer_id,offer_id", "usage"),
        ("order_id,customer_id,offer_id,ordered_on", "orders"),
        ("customer_id", "customers"),
        ("customer_id,date_acquired,plan_id", "customers"),
        ("offer_id,plan_id", "plans"),
        ("name,offer_id", "offers"),
        ("used_on,customer_id,offer_id,UsageDate", "ISVUsage"),
    ],
)
def test_a_report_is_recognised_by_its_header(header: str, report: str) -> None:
    assert recognise("file.csv", header.split(",")).report.name == report


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("UsageDate,CustomerId", "ISVUsage needs the column OfferId or OfferName, which is missing"),
        ("UsageDate,OfferId", "ISVUsage needs the column CustomerId, which is missing"),
        ("OrderPurchaseDate,OfferId", "ISVOrder needs the column CustomerId, which is missing"),
        ("Offset,CustomerId,OfferName", "ISVOfferRetention needs the column FirstUsageDate, which is missing"),
        (
            "CustomerId,DateAcquired",
            "ISVCustomer needs the column CustomerCompanyName or AzureLicenseType or MarketplaceSubscriptionId, which is missing",
        ),
        ("used_on,offer_id", "usage needs the column customer_id, which is missing"),
        ("used_on,customer_id", "usage needs the column offer_id, which is missing"),
        ("order_id,customer_id,offer_id", "orders needs the column ordered_on, which is missing"),
        ("ordered_on,customer_id,offer_id", "orders needs the column order_id, which is missing"),
        ("plan_id,name", "plans needs the column offer_id, which is missing"),
        (
            "UsageDate,OrderPurchaseDate,CustomerId,OfferId",
            "the columns are those of ISVUsage and of ISVOrder; takes one report a file",
        ),
        (
            "UsageDate,DateAcquired,AzureLicenseType,CustomerId,OfferId",
            "the columns are those of ISVUsage and of ISVCustomer; takes one report a file",
        ),
        (
            "used_on,order_id,customer_id,offer_id",
            "used_on is of the table usage and order_id of the table orders; takes one table a file",
        ),
        (
            "ordered_on,used_on,customer_id,offer_id",
            "used_on is of the table usage and ordered_on of the table orders; takes one table a file",
        ),
        ("used_on,customer_id,offer_id,used_on", "the column used_on stands there twice; takes it once"),
        ("UsageDate,CustomerId,OfferId,Offer ID", "the column Offer ID stands there twice; takes it once"),
        (
            "Used_On,Customer_Id,name",
            "no known report has the columns Used_On, Customer_Id, name; takes ISVUsage, ISVOrder, ISVOfferRetention, ISVCustomer, "
            "or a plain table with one of used_on, order_id, ordered_on, customer_id, plan_id, offer_id",
        ),
    ],
)
def test_a_header_of_no_report_or_of_two_is_refused_and_says_why(tmp_path: Path, header: str, message: str) -> None:
    home = tmp_path / "home"
    with pytest.raises(LoadRefusedError) as refused:
        load_text(home, make_csv(header))
    assert str(refused.value) == f"report.csv: line 1: {message}. Nothing was loaded."
    assert [path.name for path in home.iterdir()] == ["staging"]


def test_the_file_name_means_nothing(tmp_path: Path) -> None:
    report = load_text(tmp_path / "home", "offer_id,name\nledger,Ledger\n", file="ISVUsage.parquet")
    assert (report.name, report.report, report.accepted) == ("ISVUsage.parquet", "offers", 1)


def test_unknown_columns_are_left_out_and_named_once(tmp_path: Path) -> None:
    text = make_csv(
        "UsageDate,Shoe Size,CustomerId,OfferId,MonthStartDate,Colour,", "2024-01-01,43,c,o,2024-01-01,red,"
    )
    assert load_text(tmp_path / "home", text).unknown_columns == ("Shoe Size", "Colour")


def test_columns_of_a_report_that_nobody_needs_are_not_unknown() -> None:
    assert recognise("file.csv", DOCUMENTED_USAGE.split()).unknown == ()


def test_personal_names_of_a_usage_report_are_not_read() -> None:
    header = ["UsageDate", "CustomerId", "OfferId", "CustomerName", "CustomerCompanyName"]
    assert recognise("file.csv", header).present == {"used_on", "customer_id", "offer_id"}


def test_a_header_is_folded_to_letters_and_digits() -> None:
    assert fold_header("Revenue Generated Per Day (USD)") == "revenuegeneratedperdayusd"
    assert fold_header("Customer Country/Region") == "customercountryregion"
