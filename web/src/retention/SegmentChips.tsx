// The parts of the segment that are set, each with a button that clears it.
import { useAddress } from "../address";
import type { Address } from "../address";
import { day } from "../format";
import type { RetentionBarQuery } from "../generated/types";
import type { SegmentName } from "./chosen";

type Plan = RetentionBarQuery["offers"]["nodes"][number]["plans"][number];

interface Chip {
  name: SegmentName;
  value: string;
  text: string;
}

function chipsOf(address: Address, plans: readonly Plan[]): Chip[] {
  const listed = (name: SegmentName, title: string, read: (value: string) => string = (value) => value): Chip[] =>
    address.all(name).map((value) => ({ name, value, text: `${title}: ${read(value)}` }));
  const flagged = (name: SegmentName, text: string): Chip[] => (address.get(name) === "true" ? [{ name, value: "true", text }] : []);
  const planName = (planId: string) => plans.find((plan) => plan.planId === planId)?.name ?? planId;
  return [
    ...listed("segment.plan", "Plan", planName),
    ...listed("segment.billingType", "Billing type"),
    ...listed("segment.country", "Country"),
    ...listed("segment.salesChannel", "Channel"),
    ...flagged("segment.excludeTrials", "Without trials"),
    ...flagged("segment.excludeInternal", "Without internal customers"),
    ...listed("segment.firstUsed.from", "First use from", day),
    ...listed("segment.firstUsed.to", "First use to", day),
  ];
}

export function SegmentChips({ plans, onClear }: { plans: readonly Plan[]; onClear(): void }) {
  const address = useAddress();
  const chips = chipsOf(address, plans);
  if (!chips.length) return null;
  return (
    <ul className="chips" aria-label="Segment applied">
      {chips.map(({ name, value, text }) => (
        <li key={`${name} ${value}`}>
          <button type="button" aria-label={`Remove ${text}`} onClick={() => address.set({ [name]: address.all(name).filter((each) => each !== value) })}>
            {text} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      <li><button type="button" onClick={onClear}>Clear segment</button></li>
    </ul>
  );
}
