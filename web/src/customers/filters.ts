// The filters of the page in the address: a name of CustomerFilter as often as it has values.
import type { Address } from "../address";
import type { CustomerFilter, Granularity, PlanKey } from "../generated/types";

/** The filters with several values, by their names in CustomerFilter and in the address. */
export const FILTERS = ["offerId", "plan", "salesChannel", "customerType", "country", "state", "language", "subscriptionId"] as const;
export type FilterName = (typeof FILTERS)[number];

/** What only another page sets, as in the links of its recommendations. */
export const DORMANT = ["dormant.offerId", "dormant.granularity", "dormant.period"] as const;

/** A plan as one text: the ids of its offer and its own. */
export function writePlan({ offerId, planId }: PlanKey): string {
  return `${encodeURIComponent(offerId)}/${encodeURIComponent(planId)}`;
}

function readPlan(text: string): PlanKey | null {
  try {
    const [offerId, planId, ...more] = text.split("/").map(decodeURIComponent);
    return offerId && planId && !more.length ? { offerId, planId } : null;
  } catch {
    return null; // a lonely percent sign
  }
}

const GRANULARITIES: readonly Granularity[] = ["DAY", "WEEK", "MONTH"];

function readDormant(address: Address): CustomerFilter["dormant"] {
  const offerId = address.get("dormant.offerId"), period = Number(address.get("dormant.period") ?? "");
  if (!offerId || !Number.isInteger(period) || period < 0) return undefined;
  const granularity = GRANULARITIES.find((each) => each === address.get("dormant.granularity")) ?? "DAY";
  return { offerId, granularity, period };
}

/** The page's filter; null where nothing is filtered. */
export function readFilter(address: Address): CustomerFilter | null {
  const filter: CustomerFilter = {};
  for (const name of FILTERS) {
    const values = address.all(name);
    if (!values.length) continue;
    if (name === "plan") filter.plan = values.map(readPlan).filter((each) => each !== null);
    else filter[name] = values;
  }
  const dormant = readDormant(address);
  if (dormant) filter.dormant = dormant;
  return Object.keys(filter).length ? filter : null;
}

/** How many filters the address applies. */
export function countFilters(address: Address): number {
  return FILTERS.filter((name) => address.all(name).length).length + (readDormant(address) ? 1 : 0);
}

/** The changes to the address that leave no filter. */
export function noFilters(): Record<string, null> {
  return Object.fromEntries([...FILTERS, ...DORMANT].map((name) => [name, null]));
}
