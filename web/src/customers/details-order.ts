// The order and size of the details' pages in the address: `order=REVENUE.DESC&rows=100`.
import type { Address } from "../address";
import type { CustomerOrder, CustomerOrderField } from "../generated/types";
import { ORDER_FIELDS, PERSONAL_FIELDS } from "./details-fields";

export interface Order {
  field: CustomerOrderField;
  direction: "ASC" | "DESC";
  personal: boolean;
}

/** As the API orders unless asked otherwise. */
export const NEWEST_FIRST: Order = { field: "DATE_ACQUIRED", direction: "DESC", personal: false };

export const ROWS = ["50", "100", "500", "1000"] as const;

export function readOrder(address: Address): Order {
  const [name, direction] = (address.get("order") ?? "").split(".");
  const field = ORDER_FIELDS.find((each) => each === name);
  if (!field || (direction !== "ASC" && direction !== "DESC")) return NEWEST_FIRST;
  return { field, direction, personal: PERSONAL_FIELDS.has(field) };
}

export function toOrderBy({ field, direction }: Order): CustomerOrder[] | null {
  return field === NEWEST_FIRST.field && direction === NEWEST_FIRST.direction ? null : [{ field, direction }];
}

export function readRows(address: Address): number {
  return Number(ROWS.find((each) => each === address.get("rows")) ?? ROWS[0]);
}
