// What the retention page is asked for, kept in its address: category, offer, length of a period and segment.
import { useAddress } from "../address";
import type { Granularity, OfferFilter, Segment } from "../generated/types";

export interface Chosen {
  category: string | null;
  /** null: the first offer of the category, or of all. */
  offerId: string | null;
  granularity: Granularity;
  /** null: all usage. */
  segment: Segment | null;
}

export const SEGMENT_NAMES = [
  "segment.plan", "segment.billingType", "segment.country", "segment.salesChannel",
  "segment.excludeTrials", "segment.excludeInternal", "segment.firstUsed.from", "segment.firstUsed.to",
] as const;
export type SegmentName = (typeof SEGMENT_NAMES)[number];

export interface Reading {
  get(name: string): string | null;
  all(name: string): string[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function list(address: Reading, name: SegmentName): string[] | undefined {
  const values = address.all(name);
  return values.length ? values : undefined;
}

function dayOf(address: Reading, name: SegmentName): string | undefined {
  const value = address.get(name);
  return value && DAY.test(value) ? value : undefined;
}

function readSegment(address: Reading, offerId: string | null): Segment | null {
  const plans = offerId === null ? undefined : list(address, "segment.plan");
  const from = dayOf(address, "segment.firstUsed.from"), to = dayOf(address, "segment.firstUsed.to");
  const segment: Segment = {
    plan: offerId === null ? undefined : plans?.map((planId) => ({ offerId, planId })),
    billingType: list(address, "segment.billingType"),
    country: list(address, "segment.country"),
    salesChannel: list(address, "segment.salesChannel"),
    excludeTrials: address.get("segment.excludeTrials") === "true" || undefined,
    excludeInternal: address.get("segment.excludeInternal") === "true" || undefined,
    firstUsed: from || to ? { from, to } : undefined,
  };
  const set = Object.entries(segment).filter(([, value]) => value !== undefined);
  return set.length ? (Object.fromEntries(set) as Segment) : null;
}

/** What an address asks for. */
export function readChosen(address: Reading): Chosen {
  const granularity = address.get("granularity"), offerId = address.get("offer");
  return {
    category: address.get("category"),
    offerId,
    granularity: granularity === "WEEK" || granularity === "MONTH" ? granularity : "DAY",
    segment: readSegment(address, offerId),
  };
}

/** Which offer the page's documents ask for. */
export function offerFilter({ category, offerId }: Chosen): OfferFilter | null {
  if (offerId !== null) return { offerId: [offerId] };
  return category === null ? null : { category: [category] };
}

export function useChosen(): Chosen {
  return readChosen(useAddress());
}
