// The three measures by which customers are ranked and compared, and the tabs that choose one.
import type { Measure } from "../generated/types";

export const MEASURES: readonly Measure[] = ["ORDERS", "NORMALIZED_USAGE", "RAW_USAGE"];

export const MEASURE_LABELS: Readonly<Record<Measure, string>> = {
  ORDERS: "Orders",
  NORMALIZED_USAGE: "Normalized usage",
  RAW_USAGE: "Raw usage",
};

/** What a measure's numbers are, as an axis is titled. */
export const MEASURE_UNITS: Readonly<Record<Measure, string>> = {
  ORDERS: "Orders",
  NORMALIZED_USAGE: "Normalized hours",
  RAW_USAGE: "Raw hours",
};

export const MEASURE_TABS = MEASURES.map((value) => ({ value, label: MEASURE_LABELS[value] }));

/** Which of the answers, one per measure, is that of `measure`. */
export function byMeasure<T>(measure: Measure, orders: T, normalizedUsage: T, rawUsage: T): T {
  if (measure === "ORDERS") return orders;
  return measure === "NORMALIZED_USAGE" ? normalizedUsage : rawUsage;
}

/** The measure of a name from the address; null where it is none. */
export function readMeasure(name: string | null): Measure | null {
  return MEASURES.find((each) => each === name) ?? null;
}

/** The first measure whose total is not 0: publishers of virtual machines have usage and no orders. */
export function firstMeasure(orders: string, normalizedUsage: string, rawUsage: string): Measure {
  return MEASURES.find((each) => Number(byMeasure(each, orders, normalizedUsage, rawUsage)) !== 0) ?? "ORDERS";
}
