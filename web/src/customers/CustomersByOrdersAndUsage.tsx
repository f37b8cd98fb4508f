// How much the largest customers hold: the value of each tenth of them, and the share of all tenths up to it.
import { useMemo } from "react";
import type { Address } from "../address";
import type { Answer } from "../api/question";
import { Chart } from "../charts";
import { exact, percent } from "../format";
import { CustomersByOrdersAndUsageDocument } from "../generated/documents";
import type { CustomersByOrdersAndUsageQuery, Measure } from "../generated/types";
import { Tabs, Widget } from "../widgets";
import type { Frame } from "./asked";
import { bandName, customersByOrdersAndUsageOption, type Concentration } from "./customers-by-orders-and-usage-option";
import { DEFINITIONS } from "./definitions";
import { noMeasure } from "./emptiness";
import { byMeasure, firstMeasure, MEASURE_TABS, MEASURE_UNITS, readMeasure } from "./measures";
import { useInks } from "./useInks";

type Dashboard = CustomersByOrdersAndUsageQuery["customerDashboard"];

interface Props {
  answer: Answer<CustomersByOrdersAndUsageQuery>;
  frame: Frame;
  address: Address;
}

function chooseMeasure(address: Address, found: Dashboard | undefined): Measure {
  const chosen = readMeasure(address.get("concentration"));
  if (chosen || !found) return chosen ?? "ORDERS";
  return firstMeasure(found.concentrationByOrders.total, found.concentrationByNormalizedUsage.total, found.concentrationByRawUsage.total);
}

export function CustomersByOrdersAndUsage({ answer, frame, address }: Props) {
  const measure = chooseMeasure(address, answer.data?.customerDashboard);
  const pick = (found: Dashboard) =>
    byMeasure(measure, found.concentrationByOrders, found.concentrationByNormalizedUsage, found.concentrationByRawUsage);
  return (
    <Widget name="customers-by-orders-and-usage" title="Customers by orders and usage" info={DEFINITIONS.concentration} answer={answer}
      document={CustomersByOrdersAndUsageDocument} variables={frame}
      download={{ report: "CONCENTRATION", arguments: { ...frame, measure } }}
      tools={<Tabs label="Measure of customers by orders and usage" options={MEASURE_TABS} value={measure}
        onChange={(value) => address.set({ concentration: value }, { replace: true })} />}
      empty={({ customerDashboard }) => (Number(pick(customerDashboard).total) ? null : noMeasure(measure))}>
      {({ customerDashboard }) => <Bands found={pick(customerDashboard)} measure={measure} />}
    </Widget>
  );
}

function Bands({ found, measure }: { found: Concentration; measure: Measure }) {
  const inks = useInks();
  const option = useMemo(() => customersByOrdersAndUsageOption(found, measure, inks), [found, measure, inks]);
  return (
    <Chart option={option} height={400} label={`${MEASURE_UNITS[measure]} by top customer percentile`} numbers={{
      columns: ["Percentile", "Customers", MEASURE_UNITS[measure], "Cumulative", "Cumulative share"],
      rows: found.bands.map((band) => [
        bandName(band.percentile), exact(band.customers), exact(band.value), exact(band.cumulativeValue),
        band.cumulativeShare === null ? null : percent(band.cumulativeShare),
      ]),
    }} />
  );
}
