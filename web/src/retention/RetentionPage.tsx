// The retention page: one question for all of it, then a widget for each part of the answer.
import { useAddress } from "../address";
import { useQuestion } from "../api/question";
import { RetentionPageDocument } from "../generated/documents";
import { ActiveCustomers } from "./ActiveCustomers";
import { offerFilter, useChosen } from "./chosen";
import { MyOffers } from "./MyOffers";
import { describe, offerIn } from "./offer-shown";
import { OfferPerformance } from "./OfferPerformance";
import { PeriodRetention } from "./PeriodRetention";
import { HORIZONS } from "./periods";
import { PotentialRevenue } from "./PotentialRevenue";
import { Recommendations } from "./Recommendations";
import { RetainedCustomers } from "./RetainedCustomers";
import "./retention.css";
import { RetentionBar } from "./RetentionBar";
import { CUSTOMERS_FIRST, RetentionCustomers } from "./RetentionCustomers";
import { DETAILS_FIRST, RetentionDetails } from "./RetentionDetails";
import { RetentionHeatMap } from "./RetentionHeatMap";

export function RetentionPage() {
  const address = useAddress();
  const chosen = useChosen();
  const { category, granularity, segment } = chosen;
  const page = useQuestion(RetentionPageDocument, {
    category, granularity, segment, offer: offerFilter(chosen), period: HORIZONS[granularity],
    customersFirst: CUSTOMERS_FIRST, detailsFirst: DETAILS_FIRST,
  });
  const widget = describe(page, chosen);
  return (
    <>
      <RetentionBar data={page.data} chosen={chosen} />
      <div className="widgets retention-page">
        <MyOffers page={page} chosen={chosen} selected={chosen.offerId ?? offerIn(page.data)?.offerId}
          onSelect={(offerId) => address.set({ offer: offerId, "segment.plan": null })} />
        <RetainedCustomers {...widget} />
        <OfferPerformance {...widget} />
        <PeriodRetention {...widget} />
        <RetentionCustomers key={granularity} {...widget} />
        <ActiveCustomers page={page} chosen={chosen} />
        <PotentialRevenue {...widget} />
        <Recommendations {...widget} />
        <RetentionHeatMap {...widget} />
        <RetentionDetails {...widget} />
      </div>
    </>
  );
}
