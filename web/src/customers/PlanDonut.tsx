// Orders or seats by plan, of one customer or of all, as a donut.
import { useMemo } from "react";
import { Chart } from "../charts";
import { exact, percent } from "../format";
import { partsOf, planDonutOption, type PlanBreakdown } from "./plan-donut-option";
import { useInks } from "./useInks";

export function PlanDonut({ found, what }: { found: PlanBreakdown; what: "Orders" | "Seats" }) {
  const inks = useInks();
  const parts = useMemo(() => partsOf(found, inks), [found, inks]);
  const option = useMemo(() => planDonutOption(found.total, parts, what, inks), [found, parts, what, inks]);
  return (
    <Chart option={option} height={370} label={`${what} by plans`} numbers={{
      columns: ["Plan", what, "Share"],
      rows: parts.map(({ name, value, share }) => [name, exact(value), share === null ? null : percent(share)]),
    }} />
  );
}
