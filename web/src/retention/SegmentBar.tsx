// The segment of the retention page: which part of an offer's usage is counted, as pickers and chips that can be cleared.
import { useState } from "react";
import { useAddress } from "../address";
import type { Changes } from "../address";
import { useQuestion } from "../api/question";
import { SegmentOptionsDocument } from "../generated/documents";
import type { RetentionBarQuery } from "../generated/types";
import { Picker } from "../widgets";
import { SEGMENT_NAMES } from "./chosen";
import type { SegmentName } from "./chosen";
import { FirstUse } from "./FirstUse";
import { WINDOW, monthsBack } from "./months-back";
import { SegmentChips } from "./SegmentChips";

type Offer = RetentionBarQuery["offers"]["nodes"][number];

const plain = (values: readonly string[] | undefined) => (values ?? []).map((value) => ({ value, label: value }));

export function SegmentBar({ offer, asOf }: { offer: Offer; asOf: string }) {
  const address = useAddress();
  const [wanted, want] = useState(false);
  // countries and channels are asked for when somebody comes near
  const options = useQuestion(SegmentOptionsDocument, {
    range: { months: { from: monthsBack(asOf, WINDOW), to: asOf } },
    filter: { offerId: [offer.offerId] },
  }, { pause: !wanted }).data?.customerDashboard.filterOptions;
  const set = (changes: Changes) => address.set({ offer: offer.offerId, ...changes });
  const flag = (name: SegmentName, label: string) => {
    const on = address.get(name) === "true";
    return <button type="button" aria-pressed={on} onClick={() => set({ [name]: on ? null : "true" })}>{label}</button>;
  };
  const picker = (name: SegmentName, label: string, choices: { value: string; label: string }[]) =>
    <Picker label={label} options={choices} values={address.all(name)} onChange={(values) => set({ [name]: values })} />;
  const billingTypes = [...new Set(offer.plans.flatMap(({ billingType }) => billingType ?? []))];
  return (
    <div className="segment" role="group" aria-label="Segment" onPointerEnter={() => want(true)} onFocus={() => want(true)}>
      <div className="page-bar">
        <span className="faint">Segment</span>
        {picker("segment.plan", "Plan", offer.plans.map(({ planId, name }) => ({ value: planId, label: name ?? planId })))}
        {picker("segment.billingType", "Billing type", plain(billingTypes))}
        {picker("segment.country", "Country", plain(options?.countries))}
        {picker("segment.salesChannel", "Channel", plain(options?.salesChannels))}
        {flag("segment.excludeTrials", "Without trials")}
        {flag("segment.excludeInternal", "Without internal customers")}
        <FirstUse from={address.get("segment.firstUsed.from")} to={address.get("segment.firstUsed.to")} latest={asOf}
          onChange={(end, value) => set({ [`segment.firstUsed.${end}`]: value })} />
      </div>
      <SegmentChips plans={offer.plans} onClear={() => set(Object.fromEntries(SEGMENT_NAMES.map((name) => [name, null])))} />
    </div>
  );
}
