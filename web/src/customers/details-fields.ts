// The fields by which the API orders customer details, and which of them are personal.
import type { CustomerOrderField } from "../generated/types";

/** Personal data: a contributor neither reads them nor orders by them. */
export const PERSONAL_FIELDS: ReadonlySet<CustomerOrderField> = new Set<CustomerOrderField>([
  "COMPANY_NAME", "FIRST_NAME", "LAST_NAME", "EMAIL", "ADDRESS_LINE1", "CITY", "POSTAL_CODE",
]);

export const ORDER_FIELDS: readonly CustomerOrderField[] = [
  ...PERSONAL_FIELDS,
  "CUSTOMER_ID", "BILLING_ACCOUNT_ID", "STATE", "COUNTRY", "LANGUAGE", "CUSTOMER_TYPE", "DATE_ACQUIRED", "DATE_LOST", "IS_ACTIVE",
  "REACTIVATED", "ORDERS", "SEATS", "NORMALIZED_HOURS", "RAW_HOURS", "REVENUE",
];
