// Calendar months before a day: how far back retention looks.

/** Months of usage that retention looks at. */
export const WINDOW = 18;

/** The first day of the month that lies so many months before that of a day, both like 2026-10-01. */
export function monthsBack(day: string, months: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}
