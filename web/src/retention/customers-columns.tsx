// The columns of the retention page's customers.
import { Figure, day, exact } from "../format";
import type { Granularity, RetentionCustomerOrderField, RetentionCustomersQuery } from "../generated/types";
import type { Column } from "../widgets";
import { Personal } from "./Personal";
import { UNITS } from "./periods";

export type Account = RetentionCustomersQuery["offers"]["nodes"][number]["retention"]["customers"]["nodes"][number];
export type AccountColumn = Column<Account, RetentionCustomerOrderField>;

/** A contributor may not sort by what only owners read; lists have no order. */
export function customersColumns(granularity: Granularity, sortsPersonal: boolean): AccountColumn[] {
  const personal = (field: RetentionCustomerOrderField) => (sortsPersonal ? field : undefined);
  return [
    { id: "customer", title: "Customer", order: "CUSTOMER_ID", cell: ({ customer }) => <span className="id" title={customer.customerId}>{customer.customerId}</span> },
    { id: "company", title: "Company", order: personal("COMPANY_NAME"), cell: ({ customer }) => <span className="clip"><Personal value={customer.companyName} access={customer.personalData} /></span> },
    { id: "email", title: "Email", order: personal("EMAIL"), cell: ({ customer }) => <span className="clip"><Personal value={customer.email} access={customer.personalData} /></span> },
    { id: "billingType", title: "Billing type", cell: ({ billingTypes }) => billingTypes.join(", ") || "–" },
    { id: "plans", title: "Plans", cell: ({ plans }) => plans.map(({ planId, name }) => name ?? planId).join(", ") || "–" },
    { id: "firstUsedOn", title: "First use", order: "FIRST_USED_ON", cell: ({ firstUsedOn }) => day(firstUsedOn) },
    { id: "lastUsedOn", title: "Last use", order: "LAST_USED_ON", cell: ({ lastUsedOn }) => day(lastUsedOn) },
    { id: "daysSinceLastUse", title: "Days since", order: "DAYS_SINCE_LAST_USE", numeric: true, cell: ({ daysSinceLastUse }) => exact(daysSinceLastUse) },
    { id: "revenue", title: "Revenue generated (USD)", order: "REVENUE", numeric: true, cell: ({ revenue }) => <Figure value={revenue} kind="money" /> },
    { id: "revenueOnDay", title: `Revenue per ${UNITS[granularity].toLowerCase()} (USD)`, order: "REVENUE_ON_DAY", numeric: true, cell: ({ revenueOnDay }) => <Figure value={revenueOnDay} kind="money" /> },
  ];
}
