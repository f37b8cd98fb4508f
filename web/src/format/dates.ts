// How days, months and moments read. A day of the API is a day, in no time zone.

const LANGUAGE = "en-US";
const dayFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat(LANGUAGE, { month: "short", year: "numeric", timeZone: "UTC" });
const momentFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });

/** `Oct 20, 2026`. */
export function day(iso: string): string {
  return dayFormat.format(new Date(`${iso}T00:00:00Z`));
}

/** `Oct 2026`, of any day of the month. */
export function month(iso: string): string {
  return monthFormat.format(new Date(`${iso}T00:00:00Z`));
}

/** `Oct 20, 2026, 3:05 PM`, where the reader is. */
export function moment(iso: string): string {
  return momentFormat.format(new Date(iso));
}
