// What the page asks: its range and filter, and with them once what its widgets show at that moment.
import { useState } from "react";
import type { Address } from "../address";
import type { CustomerFilter, CustomersPageQueryVariables, MonthRange } from "../generated/types";
import { readOrder, readRows, toOrderBy } from "./details-order";
import { readFilter } from "./filters";
import { readRange } from "./range";

/** The range and filter that apply to all of the page. */
export interface Frame {
  range: MonthRange;
  filter: CustomerFilter | null;
}

export interface Asked {
  frame: Frame;
  /** Of the page's one request: another leader or order later is its widget's own question. */
  variables: CustomersPageQueryVariables;
}

const sameText = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export function useAsked(address: Address, owner: boolean): Asked {
  const frame: Frame = { range: readRange(address), filter: readFilter(address) };
  const [asked, setAsked] = useState<Asked>(() => ({ frame, variables: variablesOf(address, owner, frame) }));
  if (sameText(asked.frame, frame)) return asked;
  const next = { frame, variables: variablesOf(address, owner, frame) };
  setAsked(next);
  return next;
}

function variablesOf(address: Address, owner: boolean, frame: Frame): CustomersPageQueryVariables {
  const leader = address.get("leader"), orderBy = toOrderBy(readOrder(address, owner));
  return { ...frame, customerId: leader, profileOf: leader ?? "", orderBy, first: readRows(address), after: null };
}

/** Whether the page's answer holds what a widget with these variables asks. */
export function isAsked<V extends object>({ variables }: Asked, own: V): boolean {
  const known = new Map<string, unknown>(Object.entries(variables));
  return Object.entries(own).every(([name, value]) => sameText(value, known.get(name)));
}
