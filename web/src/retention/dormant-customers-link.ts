// The customers page filtered to an offer's dormant customers, with a range that leaves none of them out.
import { WINDOW, monthsBack } from "./months-back";

/**
 * The recommendation's address with months from the window's first to that of the last day: each of these customers used the
 * offer in it, so each is a customer of the range, whatever was canceled since.
 */
export function dormantCustomersLink(url: string, asOf: string): string {
  const [path = "", query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("from", monthsBack(asOf, WINDOW).slice(0, 7));
  parameters.set("to", asOf.slice(0, 7));
  return `${path}?${parameters.toString()}`;
}
