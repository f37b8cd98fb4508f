// The order and size of the details' pages in the address: `order=REVENUE.DESC&rows=100`.
import type { Address } from "../address";
import type { CustomerOrder, CustomerOrderField } from "../generated/types";
import { ORDER_FIELDS, PERSONAL_FIELDS } from "./details-fields";

export interface Order {
  field: CustomerOrderField;
  direction: "ASC" | "DESC";
}

/** As the API orders unless asked otherwise. */
export const NEWEST_FIRST: Order = { field: "DATE_ACQUIRED", direction: "DESC" };

export const ROWS = ["50", "100", "500", "1000"] as const;

/** A contributor who has an owner's link is not refused the whole page: the order is the usual one. */
export function readOrder(address: Address, owner: boolean): Order {
  const [name, direction] = (address.get("order") ?? "").split(".");
  const field = ORDER_FIELDS.find((each) => each === name);
  if (!field || (direction !== "ASC" && direction !== "DESC")) return NEWEST_FIRST;
  return PERSONAL_FIELDS.has(field) && !owner ? NEWEST_FIRST : { field, direction };
}

export function toOrderBy({ field, direction }: Order): CustomerOrder[] | null {
  return field === NEWEST_FIRST.field && direction === NEWEST_FIRST.direction ? null : [{ field, direction }];
}

export function readRows(address: Address): number {
  return Number(ROWS.find((each) => each === address.get("rows")) ?? ROWS[0]);
}
