// Orders and usage month by month, of new and of existing customers.
import { useMemo } from "react";
import type { Address } from "../address";
import type { Answer } from "../api/question";
import { Chart } from "../charts";
import { exact } from "../format";
import { OrdersAndUsageByCustomerTypeDocument } from "../generated/documents";
import type { Measure, OrdersAndUsageByCustomerTypeQuery } from "../generated/types";
import { Tabs, Widget } from "../widgets";
import type { Frame } from "./asked";
import { DEFINITIONS } from "./definitions";
import { noMeasure } from "./emptiness";
import { byMeasure, MEASURE_TABS, MEASURE_UNITS, MEASURES, readMeasure } from "./measures";
import { namedMonth } from "./month-labels";
import { ordersAndUsageByCustomerTypeOption, type TypePoint } from "./orders-and-usage-by-customer-type-option";
import { useInks } from "./useInks";

type Dashboard = OrdersAndUsageByCustomerTypeQuery["customerDashboard"];

interface Props {
  answer: Answer<OrdersAndUsageByCustomerTypeQuery>;
  frame: Frame;
  address: Address;
}

const pick = (measure: Measure, found: Dashboard): TypePoint[] =>
  byMeasure(measure, found.typesByOrders, found.typesByNormalizedUsage, found.typesByRawUsage);

const isSomething = (points: TypePoint[]): boolean => points.some((point) => Number(point.new) || Number(point.existing));

function chooseMeasure(address: Address, found: Dashboard | undefined): Measure {
  const chosen = readMeasure(address.get("types"));
  return chosen ?? (found && MEASURES.find((each) => isSomething(pick(each, found)))) ?? "ORDERS";
}

export function OrdersAndUsageByCustomerType({ answer, frame, address }: Props) {
  const measure = chooseMeasure(address, answer.data?.customerDashboard);
  return (
    <Widget name="orders-and-usage-by-customer-type" title="Orders and usage by customer type" info={DEFINITIONS.types} answer={answer} wide
      document={OrdersAndUsageByCustomerTypeDocument} variables={frame}
      download={{ report: "CUSTOMER_TYPES", arguments: { ...frame, measure } }}
      tools={<Tabs label="Measure of orders and usage by customer type" options={MEASURE_TABS} value={measure}
        onChange={(value) => address.set({ types: value }, { replace: true })} />}
      empty={({ customerDashboard }) => (isSomething(pick(measure, customerDashboard)) ? null : noMeasure(measure))}>
      {({ customerDashboard }) => <Types points={pick(measure, customerDashboard)} measure={measure} />}
    </Widget>
  );
}

function Types({ points, measure }: { points: TypePoint[]; measure: Measure }) {
  const inks = useInks();
  const option = useMemo(() => ordersAndUsageByCustomerTypeOption(points, measure, inks), [points, measure, inks]);
  return (
    <Chart option={option} label={`${MEASURE_UNITS[measure]} by month, of new and existing customers`} numbers={{
      columns: ["Month", "Existing", "New"],
      rows: points.map((point) => [namedMonth(point), exact(point.existing), exact(point.new)]),
    }} />
  );
}
