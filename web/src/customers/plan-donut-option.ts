// A donut of the five largest plans and the rest, its total in the middle, its names below.
import type { EChartsOption, PieSeriesOption } from "echarts";
import { exact, percent, short } from "../format";
import type { OrdersByPlansQuery } from "../generated/types";
import type { Inks } from "./inks";

export type PlanBreakdown = OrdersByPlansQuery["customerDashboard"]["ordersByPlan"];

export interface PlanPart {
  name: string;
  value: number;
  share: number | null;
  color: string;
}

/** The parts of a breakdown: a plan is told from one of the same name by its offer, the rest says how many plans it is. */
export function partsOf({ slices, rest }: PlanBreakdown, inks: Inks): PlanPart[] {
  const parts = slices.map(({ plan, offer, value, share }, index) => ({
    name: `${offer.name} · ${plan ? (plan.name ?? plan.planId) : "no plan"}`,
    value, share, color: inks.plans[index] ?? inks.rest,
  }));
  if (!rest) return parts;
  return [...parts, { name: `Rest (${rest.plans} ${rest.plans === 1 ? "plan" : "plans"})`, value: rest.value, share: rest.share, color: inks.rest }];
}

const shareOf = ({ share }: PlanPart): string => (share === null ? "" : percent(share));

export function planDonutOption(sum: number, parts: PlanPart[], what: string, inks: Inks): EChartsOption {
  const known = new Map(parts.map((part) => [part.name, part]));
  const describe = (name: string) => {
    const part = known.get(name);
    return part ? `${part.name}\n${what}: ${exact(part.value)}\nShare: ${shareOf(part)}` : "";
  };
  return {
    tooltip: { trigger: "item", formatter: (found) => (Array.isArray(found) ? "" : describe(found.name)) },
    legend: {
      type: "plain", data: parts.map(({ name }) => name), orient: "vertical", left: "center", top: 222, itemGap: 6, icon: "circle", selectedMode: false,
      formatter: (name: string) => {
        const part = known.get(name);
        return part ? `${name}  {share|${shareOf(part)}}` : name;
      },
      textStyle: { color: inks.text, fontSize: 12, rich: { share: { color: inks.quiet } } },
    },
    series: [total(sum, what, inks), {
      type: "pie", radius: [66, 100], center: ["50%", 106], label: { show: false }, labelLine: { show: false },
      itemStyle: { borderWidth: 2, borderColor: inks.surface }, emphasis: { scaleSize: 4 },
      data: parts.map(({ name, value, color }) => ({ name, value, itemStyle: { color } })),
    }],
  };
}

/** The total in the middle, as the label of a donut without a ring. */
function total(sum: number, what: string, inks: Inks): PieSeriesOption {
  return {
    type: "pie", radius: [0, 0], center: ["50%", 106], silent: true, tooltip: { show: false }, labelLine: { show: false }, data: [{ name: "", value: 1 }],
    label: {
      position: "center", formatter: `{sum|${short(sum)}}\n{what|${what}}`,
      rich: { sum: { fontSize: 24, fontWeight: 600, color: inks.text, lineHeight: 30 }, what: { fontSize: 12, color: inks.quiet } },
    },
  };
}
