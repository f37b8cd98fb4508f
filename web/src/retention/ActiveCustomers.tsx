// Active customers: how many offers each uses, and how long they stayed.
import { useMemo } from "react";
import { Chart } from "../charts";
import { ActiveCustomersDocument } from "../generated/documents";
import { Widget } from "../widgets";
import { activeCustomersOption, offersText } from "./active-customers-option";
import type { Bar } from "./active-customers-option";
import { useInks } from "./inks";
import type { RetentionWidget } from "./offer-shown";

function Stacks({ bars, scope }: { bars: Bar[]; scope: string }) {
  const inks = useInks();
  const option = useMemo(() => activeCustomersOption(bars, inks), [bars, inks]);
  const labels = bars[0]?.buckets.map(({ label }) => label) ?? [];
  return (
    <Chart option={option} height={280} label={`Customers of ${scope} by offers per customer and length of stay`}
      numbers={{ columns: ["Offers per customer", ...labels, "All"], rows: bars.map((bar) => [offersText(bar.offersPerCustomer), ...bar.buckets.map(({ accounts }) => accounts), bar.accounts]) }} />
  );
}

export function ActiveCustomers({ page, chosen }: Pick<RetentionWidget, "page" | "chosen">) {
  const { category, segment } = chosen;
  const scope = category ? `your offers in ${category}` : "all your offers";
  return (
    <Widget name="active-customers" title="Active customers" answer={page} document={ActiveCustomersDocument} variables={{ category }}
      download={{ report: "ACTIVE_CUSTOMERS", arguments: category ? { category } : {} }}
      info="Accounts with usage in the 18 months up to the last day of data, by the number of distinct offers used in them (1, 2, 3, 4, 5+) and by stay: the largest, over those offers, of last usage day minus first use. 0-30 days holds stays of 0 to 29 days, 30-45 days those of 30 to 44, 45+ days longer ones."
      empty={({ activeCustomers }) => (activeCustomers.some(({ accounts }) => accounts > 0) ? null : "Nobody used these offers in the last 18 months. Load usage reports of that time.")}>
      {({ activeCustomers: bars }) => (
        <>
          <p className="note">Of {scope}{segment && "; the segment does not narrow this"}.</p>
          <Stacks bars={bars} scope={scope} />
        </>
      )}
    </Widget>
  );
}
