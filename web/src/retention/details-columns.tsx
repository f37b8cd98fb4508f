// The columns of the customer retention details.
import { Figure, day, exact } from "../format";
import type { RetentionDetailOrderField, RetentionDetailsQuery } from "../generated/types";
import type { Column } from "../widgets";
import { Personal } from "./Personal";

export type Detail = RetentionDetailsQuery["offers"]["nodes"][number]["retention"]["details"]["nodes"][number];
export type DetailColumn = Column<Detail, RetentionDetailOrderField>;

function fullName({ firstName, lastName, personalData }: Detail["customer"]): string | null {
  if (personalData !== "VISIBLE") return firstName ?? null;
  return [firstName, lastName].filter(Boolean).join(" ") || null;
}

/** A contributor may not sort by what only owners read. Category, offer and offer type are the same in every row. */
export function detailsColumns(sortsPersonal: boolean): DetailColumn[] {
  const personal = (field: RetentionDetailOrderField) => (sortsPersonal ? field : undefined);
  return [
    { id: "retainedOn", title: "Retained date", order: "RETAINED_ON", cell: (row) => day(row.retainedOn) },
    { id: "category", title: "Category", cell: ({ offer }) => offer.category },
    { id: "offer", title: "Marketplace offer", cell: ({ offer }) => offer.name },
    { id: "plan", title: "Offer plan", order: "NAME", cell: ({ plan }) => plan?.name ?? plan?.planId ?? "–" },
    { id: "billingType", title: "Sku Billing Type", order: "BILLING_TYPE", cell: (row) => row.billingType ?? "–" },
    { id: "customerId", title: "Customer Id", order: "CUSTOMER_ID", cell: ({ customer }) => <span className="id" title={customer.customerId}>{customer.customerId}</span> },
    { id: "customerName", title: "Customer Name", order: personal("FIRST_NAME"), cell: ({ customer }) => <Personal value={fullName(customer)} access={customer.personalData} /> },
    { id: "companyName", title: "Customer Company Name", order: personal("COMPANY_NAME"), cell: ({ customer }) => <Personal value={customer.companyName} access={customer.personalData} /> },
    { id: "country", title: "Customer Country Name", order: "COUNTRY", cell: ({ customer }) => customer.country ?? "Unknown" },
    { id: "countryCode", title: "Customer Country code", order: "COUNTRY_CODE", cell: ({ customer }) => customer.countryCode ?? "–" },
    { id: "currencyCode", title: "Customer Currency code", order: "CURRENCY_CODE", cell: (row) => row.currencyCode ?? "–" },
    { id: "firstUsedOn", title: "First usage date", order: "FIRST_USED_ON", cell: (row) => day(row.firstUsedOn) },
    { id: "salesChannel", title: "Azure License Type", order: "SALES_CHANNEL", cell: (row) => row.salesChannel ?? "–" },
    { id: "offerType", title: "Offer Type", cell: ({ offer }) => offer.offerType ?? "–" },
    { id: "daysFromFirstUse", title: "Days from First Usage", order: "DAYS_FROM_FIRST_USE", numeric: true, cell: (row) => exact(row.daysFromFirstUse) },
    { id: "revenue", title: "Revenue Generated (USD)", order: "REVENUE", numeric: true, cell: (row) => <Figure value={row.revenue} kind="money" /> },
    { id: "revenueOnDay", title: "Revenue generated Per Day (USD)", order: "REVENUE_ON_DAY", numeric: true, cell: (row) => <Figure value={row.revenueOnDay} kind="money" /> },
  ];
}
