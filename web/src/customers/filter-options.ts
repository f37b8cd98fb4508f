// What the page's filters can be set to, and where the API has more of it than the page asked for.
import type { CustomersPageBarQuery } from "../generated/types";
import { writePlan, type FilterName } from "./filters";

type Offered = CustomersPageBarQuery["customerDashboard"]["filterOptions"];

export const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  offerId: "Offer", plan: "Plan", salesChannel: "Sales channel", customerType: "Customer type", country: "Country", state: "State",
  language: "Language", subscriptionId: "Subscription",
};

export interface FilterOption {
  value: string;
  label: string;
}

const plain = (values: readonly string[]): FilterOption[] =>
  values.map((value) => ({ value, label: value === "unknown" ? "Unknown" : value }));

/** The options of a filter, of as much as was asked for. */
export function optionsOf(name: FilterName, found: Partial<Offered>): FilterOption[] {
  const read: Record<FilterName, () => FilterOption[]> = {
    offerId: () => (found.offers ?? []).map((offer) => ({ value: offer.offerId, label: offer.name })),
    plan: () => (found.plans ?? []).map((plan) => ({
      value: writePlan({ offerId: plan.offer.offerId, planId: plan.planId }), label: `${plan.offer.name} · ${plan.name ?? plan.planId}`,
    })),
    salesChannel: () => plain(found.salesChannels ?? []),
    customerType: () => plain(found.customerTypes ?? []),
    country: () => plain(found.countries ?? []),
    state: () => plain(found.states ?? []),
    language: () => plain(found.languages ?? []),
    subscriptionId: () => plain(found.subscriptionIds ?? []),
  };
  return read[name]();
}

/** How many the page asks for: there may be more. */
const ASKED: Partial<Record<FilterName, number>> = { offerId: 250, plan: 250, country: 250, state: 250, language: 100, subscriptionId: 50 };

export function mayBeMore(name: FilterName, options: readonly FilterOption[]): boolean {
  return options.length >= (ASKED[name] ?? Infinity);
}
