// The bar above the retention page: category, then offer in it, and the length of a period.
import { useAddress } from "../address";
import type { RetentionPageQuery } from "../generated/types";
import { Tabs } from "../widgets";
import type { Chosen } from "./chosen";
import { offerIn } from "./offer-shown";
import { TABS } from "./periods";
import { SegmentBar } from "./SegmentBar";

interface Props {
  data: RetentionPageQuery | undefined;
  chosen: Chosen;
}

const fold = (category: string) => category.trim().toLowerCase();

export function RetentionBar({ data, chosen }: Props) {
  const address = useAddress();
  const { granularity } = chosen;
  const offer = offerIn(data);
  const offerId = chosen.offerId ?? offer?.offerId ?? "";
  const chooseCategory = (category: string) => {
    const stays = !category || (offer !== undefined && fold(offer.category) === fold(category));
    address.set({ category: category || null, ...(stays ? {} : { offer: null, "segment.plan": null }) });
  };
  const offers = data?.offerOverview.map((each) => each.offer) ?? [];
  const listed = offers.some((each) => each.offerId === offerId);
  return (
    <div className="retention-bar">
      <div className="page-bar">
        <label className="choice">
          Category
          <select value={chosen.category ?? ""} onChange={(event) => chooseCategory(event.target.value)}>
            <option value="">All categories</option>
            {data?.categories.map(({ name, offerCount }) => <option key={name} value={name}>{name} ({offerCount})</option>)}
          </select>
        </label>
        <label className="choice">
          Marketplace offer
          <select value={offerId} onChange={(event) => address.set({ offer: event.target.value, "segment.plan": null })}>
            {!listed && <option value={offerId}>{offer?.name ?? (offerId || "–")}</option>}
            {offers.map((each) => <option key={each.offerId} value={each.offerId}>{each.name}</option>)}
          </select>
        </label>
        <Tabs label="Length of a period" options={TABS} value={granularity} onChange={(value) => address.set({ granularity: value === "DAY" ? null : value })} />
      </div>
      {data && offer && <SegmentBar offer={offer} asOf={data.dataset.asOf} />}
    </div>
  );
}
