// How numbers read: short ones for glances, exact ones on hover, percentages and money.

const LANGUAGE = "en-US";
/** More than any number of the API has. */
const ALL_DIGITS = 20;

const compact = new Intl.NumberFormat(LANGUAGE, { notation: "compact", maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: ALL_DIGITS });
const share = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 2 });
const change = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 2, signDisplay: "exceptZero" });

/** A number as the API gives it: a decimal is text, so that nothing of it is lost. */
export type Amount = number | string;

const exactly = (amount: Amount): Intl.StringNumericLiteral => String(amount) as Intl.StringNumericLiteral;

/** `8.23K`, `1.5M`, `12`. */
export function short(amount: Amount): string {
  return compact.format(exactly(amount));
}

/** Every digit: `8,231.25`. */
export function exact(amount: Amount): string {
  return whole.format(exactly(amount));
}

/** A fraction as a percentage of two decimals, zeros trimmed: `12.5%`. */
export function percent(fraction: number): string {
  return share.format(fraction);
}

/** A growth: `+12.5%`, `-3%`, `0%`. */
export function growth(fraction: number): string {
  return change.format(fraction);
}

/** An amount of money with every digit, at least two decimals: `$1,234.50`. */
export function money(amount: Amount, currency = "USD"): string {
  return new Intl.NumberFormat(LANGUAGE, { style: "currency", currency, maximumFractionDigits: ALL_DIGITS }).format(exactly(amount));
}

/** `$8.23K`, `$89.30`, `$89`. */
export function shortMoney(amount: Amount, currency = "USD"): string {
  const cents = Math.abs(Number(amount)) < 1000 ? { minimumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" } as const : {};
  const options = { style: "currency", currency, notation: "compact", maximumFractionDigits: 2, ...cents } as const;
  return new Intl.NumberFormat(LANGUAGE, options).format(exactly(amount));
}

/** Bytes: `1.5 MB`. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const options = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(LANGUAGE, options).format(bytes / 1000 ** power);
}
