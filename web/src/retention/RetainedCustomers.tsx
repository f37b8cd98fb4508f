// Retained customers: how many were active at the horizon and in a few periods before it, and the line between them.
import { useMemo } from "react";
import { Chart } from "../charts";
import { Figure, day, exact } from "../format";
import { RetainedCustomersDocument } from "../generated/documents";
import type { Granularity, RetainedCustomersQuery } from "../generated/types";
import { Widget } from "../widgets";
import { useInks } from "./inks";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { CARDS, CHART, HORIZONS, UNITS, periodName } from "./periods";
import { retainedCustomersOption } from "./retained-customers-option";
import type { RetainedPoint } from "./retained-customers-option";

/** Below this the interval of a score is wide whatever the score is. */
const FEW = 30;

function Cards({ data }: { data: RetainedCustomersQuery }) {
  const retention = offerIn(data)?.retention;
  if (!retention) return null;
  const { granularity, horizon, curve } = retention;
  const cards = CARDS[granularity].map((period) => ({ period, point: curve.points.find((each) => each.period === period) }));
  return (
    <dl className="cards">
      <div className="card card-first">
        <dt>Total <span className="faint small">{periodName(granularity, horizon)}</span></dt>
        <dd>{curve.total === null || curve.total === undefined ? <span title={`No customer has got as far as ${periodName(granularity, horizon)} yet.`}>–</span> : <Figure value={curve.total} kind="number" />}</dd>
      </div>
      {cards.map(({ period, point }) => (
        <div className="card" key={period}>
          <dt>{periodName(granularity, period)}</dt>
          <dd>{point ? <Figure value={point.retained} kind="number" /> : <span title="No customer has got so far yet.">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

function Base({ data }: { data: RetainedCustomersQuery }) {
  const base = offerIn(data)?.retention.base;
  if (!base) return null;
  return (
    <p className="note">
      Of {exact(base.accounts)} {base.accounts === 1 ? "customer" : "customers"} with first use between {day(base.from)} and {day(base.to)}.
      {base.truncated && " The first loaded usage lies in that time, so that everybody seems to begin then: load older usage."}
      {base.accounts < FEW && " So few say little: mind the intervals of the scores."}
    </p>
  );
}

function Line({ points, granularity }: { points: readonly RetainedPoint[]; granularity: Granularity }) {
  const inks = useInks();
  const shown = useMemo(() => points.filter(({ period }) => CHART[granularity].includes(period)), [points, granularity]);
  const option = useMemo(() => retainedCustomersOption(shown, granularity, inks), [shown, granularity, inks]);
  const unit = UNITS[granularity];
  return (
    <Chart option={option} height={320} label={`Retained customers by ${unit.toLowerCase()} after first use`}
      numbers={{ columns: [unit, "Retained customers", "Eligible customers"], rows: shown.map((point) => [point.period, point.retained, point.eligible]) }} />
  );
}

export function RetainedCustomers({ page, chosen, asked, exported, missing }: RetentionWidget) {
  const { granularity } = chosen;
  const unit = UNITS[granularity].toLowerCase();
  return (
    <Widget name="retained-customers" title="Retained customers" answer={page} document={RetainedCustomersDocument} variables={asked}
      download={exported && { report: "RETENTION_CURVE", arguments: exported }}
      info={`Customers (billed accounts) with usage recorded in that very ${unit} after first use of the offer. Base: accounts whose first use lies between 18 months and 45 days before the last day of data. Total: those retained at ${periodName(granularity, HORIZONS[granularity])}. Dormant is reversible, curves may rise: this is activity in a ${unit}, not survival. An account for whom a ${unit} has not ended yet enters no figure of it.`}
      empty={() => missing}>
      {(data) => (
        <>
          <Cards data={data} />
          <Base data={data} />
          <Line points={offerIn(data)?.retention.curve.points ?? []} granularity={granularity} />
        </>
      )}
    </Widget>
  );
}
