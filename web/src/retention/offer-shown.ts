// What every widget of the retention page is told: the page's answer, what was chosen, and the offer that is shown.
import type { Answer } from "../api/question";
import type { OfferFilter, RetentionPageQuery, Segment } from "../generated/types";
import { day } from "../format";
import type { Chosen } from "./chosen";
import { offerFilter } from "./chosen";

export type RetentionPage = RetentionPageQuery;

export interface RetentionWidget {
  page: Answer<RetentionPage>;
  chosen: Chosen;
  /** Variables of every question about the offer's retention. */
  asked: { offer: OfferFilter | null; granularity: Chosen["granularity"]; segment: Segment | null };
  /** Arguments of every file about it; undefined while the offer is not known. */
  exported: { offerId: string; granularity: Chosen["granularity"]; segment: Segment | null } | undefined;
  /** Why there is nothing to show about the offer, or null. */
  missing: string | null;
}

/** The offer in an answer; undefined where the one asked for is not visible. */
export function offerIn<O>(data: { offers: { nodes: O[] } } | undefined): O | undefined {
  return data?.offers.nodes[0];
}

/** Whether an answer that is still shown is about what is asked for now. */
export function describe(page: Answer<RetentionPage>, chosen: Chosen): RetentionWidget {
  const offer = offerIn(page.data);
  const offerId = chosen.offerId ?? offer?.offerId;
  const { granularity, segment } = chosen;
  return {
    page,
    chosen,
    asked: { offer: offerId === undefined ? offerFilter(chosen) : { offerId: [offerId] }, granularity, segment },
    exported: offerId === undefined ? undefined : { offerId, granularity, segment },
    missing: page.data ? whyMissing(page.data, chosen) : null,
  };
}

function whyMissing(data: RetentionPage, { segment }: Chosen): string | null {
  const offer = offerIn(data);
  if (!offer) return "No offer of this id is visible here. Choose one of your offers above.";
  const { base } = offer.retention;
  if (base.accounts > 0) return null;
  const window = `between ${day(base.from)} and ${day(base.to)}`;
  return segment
    ? `Nobody in this segment first used ${offer.name} ${window}. Clear the segment, or choose another offer.`
    : `Nobody first used ${offer.name} ${window}. Load usage reports of that time, or choose another offer.`;
}
