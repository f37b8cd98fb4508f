// Columns of customers by the number of offers they use, stacked by how long they stayed.
import type { EChartsOption } from "echarts";
import { exact, short } from "../format";
import type { ActiveCustomersQuery } from "../generated/types";
import type { Inks } from "./inks";

export type Bar = ActiveCustomersQuery["activeCustomers"][number];

export function offersText(offersPerCustomer: string): string {
  return `${offersPerCustomer} ${offersPerCustomer === "1" ? "offer" : "offers"} per customer`;
}

function hover(bar: Bar | undefined): string {
  if (!bar) return "";
  const lines = bar.buckets.map(({ label, accounts }) => `${label}: ${exact(accounts)}`);
  return [offersText(bar.offersPerCustomer), ...lines, `All: ${exact(bar.accounts)}`].join("\n");
}

export function activeCustomersOption(bars: Bar[], inks: Inks): EChartsOption {
  const labels = bars[0]?.buckets.map(({ label }) => label) ?? [];
  return {
    grid: { left: 8, right: 16, top: 64, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, data: labels },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (found) => hover(bars[(Array.isArray(found) ? found[0] : found)?.dataIndex ?? -1]) },
    xAxis: { type: "category", data: bars.map(({ offersPerCustomer }) => offersPerCustomer), name: "Offers per customer", nameLocation: "middle", nameGap: 28 },
    yAxis: { type: "value", name: "Customers", nameTextStyle: { align: "left" }, minInterval: 1, axisLabel: { formatter: (value: number) => short(value) } },
    series: labels.map((label, index) => ({
      type: "bar" as const,
      name: label,
      stack: "stay",
      barMaxWidth: 64,
      itemStyle: { color: inks.stays[index], borderColor: inks.surface, borderWidth: 1 },
      data: bars.map(({ buckets }) => buckets[index]?.accounts ?? 0),
    })),
  };
}
