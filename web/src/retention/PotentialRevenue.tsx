// Potential revenue: what the customers were worth who went dormant, period by period.
import { useMemo, useState } from "react";
import { Chart } from "../charts";
import { PotentialRevenueDocument } from "../generated/documents";
import type { Granularity } from "../generated/types";
import { Tabs, Widget } from "../widgets";
import { useInks } from "./inks";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { ADVERBS, UNITS } from "./periods";
import { potentialRevenueOption } from "./potential-revenue-option";
import type { Period, Revenue } from "./potential-revenue-option";

interface AreaProps {
  periods: Period[];
  shown: Revenue;
  granularity: Granularity;
}

function Area({ periods, shown, granularity }: AreaProps) {
  const inks = useInks();
  const option = useMemo(() => potentialRevenueOption(periods, shown, granularity, inks), [periods, shown, granularity, inks]);
  const columns = [UNITS[granularity], "Customers", "Accumulated (USD)", `${ADVERBS[granularity]} (USD)`];
  return (
    <Chart option={option} height={280} label={`Potential revenue by ${UNITS[granularity].toLowerCase()} after first use, ${shown}`}
      numbers={{ columns, rows: periods.map((each) => [each.period, each.accounts, each.accumulated, each.daily]) }} />
  );
}

export function PotentialRevenue({ page, chosen, asked, exported, missing }: RetentionWidget) {
  const [shown, setShown] = useState<Revenue>("accumulated");
  const { granularity } = chosen;
  const unit = UNITS[granularity].toLowerCase();
  return (
    <Widget name="potential-revenue" title="Potential revenue" answer={page} document={PotentialRevenueDocument} variables={asked}
      download={exported && { report: "POTENTIAL_REVENUE", arguments: exported }}
      tools={<Tabs<Revenue> label="Revenue shown" options={[{ value: "accumulated", label: "Accumulated" }, { value: "daily", label: ADVERBS[granularity] }]} value={shown} onChange={setShown} />}
      info={`Over accounts eligible in a ${unit}, retained in the ${unit} before and dormant in it. Accumulated: their revenue from first use to the last day of the ${unit} before; ${ADVERBS[granularity].toLowerCase()}: their revenue within the ${unit} before. In US dollars.`}
      empty={(data) => missing ?? (offerIn(data)?.retention.potentialRevenue.length ? null : `Nobody has got as far as ${UNITS[granularity]} 1 yet. Choose a shorter period above.`)}>
      {(data) => <Area periods={offerIn(data)?.retention.potentialRevenue ?? []} shown={shown} granularity={granularity} />}
    </Widget>
  );
}
