// The range of months in the address: a preset (`range=12`) or months from one to another (`from=2026-01&to=2026-03`).
import type { Address } from "../address";
import type { MonthRange, RangePreset } from "../generated/types";

export const PRESETS: readonly { value: string; preset: RangePreset; label: string }[] = [
  { value: "3", preset: "LAST_3_MONTHS", label: "3 months" },
  { value: "6", preset: "LAST_6_MONTHS", label: "6 months" },
  { value: "12", preset: "LAST_12_MONTHS", label: "12 months" },
];

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The months of a custom range, like 2026-01; null where the address has a preset or none. */
export function readMonths(address: Address): { from: string; to: string } | null {
  const from = address.get("from"), to = address.get("to");
  return from && to && MONTH.test(from) && MONTH.test(to) ? { from, to } : null;
}

/** The value of the preset that the address chooses. */
export function readPreset(address: Address): string {
  const value = address.get("range");
  return PRESETS.some((each) => each.value === value) ? (value as string) : "6";
}

export function readRange(address: Address): MonthRange {
  const months = readMonths(address);
  if (months) return { months: { from: `${months.from}-01`, to: `${months.to}-01` } };
  const chosen = PRESETS.find((each) => each.value === readPreset(address));
  return { preset: chosen?.preset ?? "LAST_6_MONTHS" };
}
