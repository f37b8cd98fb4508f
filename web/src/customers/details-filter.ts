// The filters of the details table beside those of the page. What is typed of persons stays out of the address.
import type { Address, Changes } from "../address";
import type { CustomerFilter, DateRange } from "../generated/types";

export const TEXTS = [
  { name: "companyName", label: "Company name" }, { name: "name", label: "Customer name" }, { name: "email", label: "Email" },
  { name: "city", label: "City" }, { name: "postalCode", label: "Postal code" },
] as const;
export type TextName = (typeof TEXTS)[number]["name"];
/** What an owner typed; never in the address, a log or a link. */
export type Texts = Partial<Record<TextName, string>>;

export const DATES = [
  { name: "acquired.from", label: "Acquired from" }, { name: "acquired.to", label: "Acquired to" },
  { name: "lost.from", label: "Lost from" }, { name: "lost.to", label: "Lost to" },
] as const;

const NAMES = ["customerId", "active", ...DATES.map(({ name }) => name)] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readDates(address: Address, name: "acquired" | "lost"): DateRange | null {
  const read = (end: string) => {
    const text = address.get(`${name}.${end}`);
    return text && DAY.test(text) ? text : null;
  };
  const from = read("from"), to = read("to");
  return from || to ? { from, to } : null;
}

/** The page's filter and the table's own. */
export function readDetailsFilter(address: Address, page: CustomerFilter | null, texts: Texts): CustomerFilter | null {
  const filter: CustomerFilter = { ...page };
  const ids = address.all("customerId"), active = address.get("active");
  if (ids.length) filter.customerId = ids;
  if (active === "yes" || active === "no") filter.active = active === "yes";
  const acquired = readDates(address, "acquired"), lost = readDates(address, "lost");
  if (acquired) filter.dateAcquired = acquired;
  if (lost) filter.dateLost = lost;
  for (const { name } of TEXTS) {
    const contains = texts[name];
    if (contains) filter[name] = { contains };
  }
  return Object.keys(filter).length ? filter : null;
}

export function countDetailsFilters(address: Address, texts: Texts): number {
  return NAMES.filter((name) => address.get(name)).length + TEXTS.filter(({ name }) => texts[name]).length;
}

/** What a submitted form says: changes to the address, and the texts that stay out of it. */
export function readForm(form: FormData): { changes: Changes; texts: Texts } {
  const read = (name: string) => String(form.get(name) ?? "").trim();
  const changes: Changes = { customerId: read("customerId").split(/[\s,;]+/).filter(Boolean) };
  for (const name of NAMES) if (name !== "customerId") changes[name] = read(name) || null;
  return { changes, texts: Object.fromEntries(TEXTS.map(({ name }) => [name, read(name)])) };
}

export function noDetailsFilters(): Changes {
  return Object.fromEntries(NAMES.map((name) => [name, null]));
}
