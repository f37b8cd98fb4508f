// The periods of each granularity: how they are called, which are shown where, and the horizon.
import type { Granularity } from "../generated/types";

export const UNITS: Record<Granularity, string> = { DAY: "Day", WEEK: "Week", MONTH: "Month" };

/** The tabs of the page bar. */
export const TABS: readonly { value: Granularity; label: string }[] = [
  { value: "DAY", label: "Days" },
  { value: "WEEK", label: "Weeks" },
  { value: "MONTH", label: "Months" },
];

export const ADVERBS: Record<Granularity, string> = { DAY: "Daily", WEEK: "Weekly", MONTH: "Monthly" };

/** The period at which offers are compared. */
export const HORIZONS: Record<Granularity, number> = { DAY: 45, WEEK: 45, MONTH: 12 };

/** The periods on the cards, in the charts and in the tables. */
export const CARDS: Record<Granularity, readonly number[]> = { DAY: [0, 2, 14, 20], WEEK: [0, 2, 14, 20], MONTH: [0, 1, 3, 6] };
const MONTHS = [0, 1, 2, 3, 6, 9, 12];
export const CHART: Record<Granularity, readonly number[]> = { DAY: [0, 2, 9, 14, 20, 30, 45], WEEK: [0, 2, 9, 14, 20, 30, 45], MONTH: MONTHS };
export const TABLE: Record<Granularity, readonly number[]> = { DAY: [0, 1, 2, 14, 20, 30, 45], WEEK: [0, 1, 2, 14, 20, 30, 45], MONTH: MONTHS };

/** "Day 14". */
export function periodName(granularity: Granularity, period: number): string {
  return `${UNITS[granularity]} ${period}`;
}

/** Which labels of an axis of periods are shown: all of a few, else the first and every fifth. */
export function labelled(periods: readonly number[]): (index: number) => boolean {
  return (index) => periods.length <= 20 || index === 0 || (periods[index] ?? 0) % 5 === 0;
}

/** "Days since first use": what the periods of a chart's axis are. */
export function axisName(granularity: Granularity): string {
  return `${UNITS[granularity]}s since first use`;
}
