// The columns of the customer details: what they are called, how they read, and by what they sort.
import type { ReactNode } from "react";
import { day, Figure, money } from "../format";
import type { CustomerDetailsQuery, CustomerOrderField } from "../generated/types";
import type { Column } from "../widgets";
import { PERSONAL_FIELDS } from "./details-fields";
import { Personal } from "./masking";

export type Detail = CustomerDetailsQuery["customers"]["nodes"][number];
type Person = Detail["customer"];
type PersonalName = "companyName" | "firstName" | "lastName" | "email" | "addressLine1" | "city" | "postalCode";

const personal = (name: PersonalName, title: string, order: CustomerOrderField): Column<Detail, CustomerOrderField> => ({
  id: name, title, order, cell: ({ customer }) => <Personal value={customer[name]} access={customer.personalData} />,
});

const known = (name: keyof Person & ("customerId" | "billingAccountId" | "state" | "country" | "language" | "customerType"), title: string, order: CustomerOrderField) => ({
  id: name, title, order, cell: ({ customer }: Detail): ReactNode => <Short text={customer[name]} />,
});

const date = (name: "dateAcquired" | "dateLost", title: string, order: CustomerOrderField) => ({
  id: name, title, order, cell: (row: Detail): ReactNode => (row[name] === null ? <span className="faint">–</span> : day(row[name])),
});

const yes = (name: "isActive" | "reactivated", title: string, order: CustomerOrderField) => ({
  id: name, title, order, cell: (row: Detail): ReactNode => (row[name] ? "Yes" : "No"),
});

const amount = (name: "orders" | "seats" | "normalizedHours" | "rawHours", title: string, order: CustomerOrderField) => ({
  id: name, title, order, numeric: true, cell: (row: Detail): ReactNode => <Figure value={row[name]} />,
});

/** Ids are long: the whole of one shows on hover. */
function Short({ text }: { text: string | null }) {
  return text === null ? <span className="faint">–</span> : <span className="short" title={text}>{text}</span>;
}

/** In the order of the table; lists do not sort. */
const COLUMNS: Column<Detail, CustomerOrderField>[] = [
  known("customerId", "Customer ID", "CUSTOMER_ID"),
  personal("companyName", "Company name", "COMPANY_NAME"),
  personal("firstName", "First name", "FIRST_NAME"),
  personal("lastName", "Last name", "LAST_NAME"),
  personal("email", "Email", "EMAIL"),
  personal("addressLine1", "Address", "ADDRESS_LINE1"),
  personal("city", "City", "CITY"),
  personal("postalCode", "Postal code", "POSTAL_CODE"),
  known("state", "State", "STATE"),
  known("country", "Country", "COUNTRY"),
  known("language", "Language", "LANGUAGE"),
  known("customerType", "Customer type", "CUSTOMER_TYPE"),
  date("dateAcquired", "Date acquired", "DATE_ACQUIRED"),
  date("dateLost", "Date lost", "DATE_LOST"),
  yes("isActive", "Active", "IS_ACTIVE"),
  yes("reactivated", "Reactivated", "REACTIVATED"),
  amount("orders", "Orders", "ORDERS"),
  amount("seats", "Seats", "SEATS"),
  amount("normalizedHours", "Normalized hours", "NORMALIZED_HOURS"),
  amount("rawHours", "Raw hours", "RAW_HOURS"),
  { id: "revenue", title: "Revenue", order: "REVENUE", numeric: true, cell: ({ revenue }) => <span title={money(revenue)}><Figure value={revenue} kind="money" /></span> },
  { id: "salesChannels", title: "Sales channels", cell: ({ salesChannels }) => salesChannels.join(", ") || "–" },
  { id: "subscriptionIds", title: "Subscriptions", cell: ({ subscriptionIds }) => subscriptionIds.join(", ") || "–" },
  known("billingAccountId", "Billing account", "BILLING_ACCOUNT_ID"),
];

export const COLUMN_OPTIONS = COLUMNS.map(({ id, title }) => ({ value: id, label: title }));

const SHOWN = [
  "customerId", "companyName", "email", "city", "state", "country", "customerType", "dateAcquired", "dateLost", "isActive", "orders", "seats",
  "normalizedHours", "rawHours", "revenue",
];
const ABOUT_PEOPLE = new Set(["email", "city"]);

/** The columns that are shown unless others were chosen; a contributor would read "Visible to owners" in three of them. */
export function usualColumns(owner: boolean): string[] {
  return owner ? SHOWN : SHOWN.filter((id) => !ABOUT_PEOPLE.has(id));
}

/** The chosen columns; those of personal data sort for an owner only. */
export function columnsFor(chosen: readonly string[], owner: boolean): Column<Detail, CustomerOrderField>[] {
  return COLUMNS.map((column) => ({
    ...column,
    hidden: !chosen.includes(column.id),
    order: column.order && (owner || !PERSONAL_FIELDS.has(column.order)) ? column.order : undefined,
  }));
}
