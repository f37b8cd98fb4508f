// Daily (Weekly, Monthly) retention: the offer's score beside the benchmark of its category, as table and chart.
import { useMemo, useState } from "react";
import { Chart } from "../charts";
import { PeriodRetentionDocument } from "../generated/documents";
import type { BenchmarkScope, Granularity } from "../generated/types";
import { Widget } from "../widgets";
import type { Sort } from "../widgets";
import { useInks } from "./inks";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { periodRetentionOption } from "./period-retention-option";
import type { Point } from "./period-retention-option";
import { PeriodTable } from "./PeriodTable";
import { ADVERBS, TABLE, UNITS } from "./periods";

const SCOPES: Record<BenchmarkScope, string> = {
  ALL_PUBLISHERS: "all publishers",
  OWN_OFFERS: "your own offers",
};

function scopesOf(points: Point[], category: string, inSegment: boolean): string {
  const scopes = [...new Set(points.flatMap(({ benchmarkScope }) => benchmarkScope ?? []))];
  if (!scopes.length) return `There is no benchmark in ${category} for this offer.`;
  if (scopes.length > 1) return `Benchmark of ${category}: all publishers, but your own offers where too few others have enough customers.`;
  const own = scopes[0] === "OWN_OFFERS";
  const reason = inSegment ? ", in the same segment" : own ? ": too few other publishers have enough customers, and none is given away" : "";
  return `Benchmark of ${category}: ${SCOPES[scopes[0] ?? "OWN_OFFERS"]}${reason}.`;
}

function rowOf(point: Point): (string | number | null)[] {
  const { period, eligible, retained, score, interval, benchmark, indicator } = point;
  return [period, eligible, retained, score ?? null, interval?.low ?? null, interval?.high ?? null, benchmark ?? null, indicator ?? null];
}

interface LinesProps {
  points: Point[];
  granularity: Granularity;
  label: string;
}

function Lines({ points, granularity, label }: LinesProps) {
  const inks = useInks();
  const option = useMemo(() => periodRetentionOption(points, granularity, inks), [points, granularity, inks]);
  const columns = [UNITS[granularity], "Eligible", "Retained", "Score", "Interval from", "Interval to", "Benchmark", "Indicator"];
  return <Chart option={option} height={360} label={label} numbers={{ columns, rows: points.map(rowOf) }} />;
}

export function PeriodRetention({ page, chosen, asked, exported, missing }: RetentionWidget) {
  const [sort, setSort] = useState<Sort>({ field: "PERIOD", direction: "ASC" });
  const { granularity, segment } = chosen;
  const title = `${ADVERBS[granularity]} retention`, unit = UNITS[granularity];
  return (
    <Widget name="period-retention" title={title} wide answer={page} document={PeriodRetentionDocument} variables={asked}
      download={exported && { report: "RETENTION_CURVE", arguments: exported }}
      info={`Score = retained / eligible: accounts with usage in that very ${unit.toLowerCase()} after first use, of those for whom its last day has come; with its 95 % Wilson interval. Benchmark: sum of retained / sum of eligible over the offers of the category, this one included. Good: the score is above the benchmark; Neutral: equal; Bad: below. Not significant: the benchmark lies within the interval.`}
      empty={() => missing}>
      {(data) => {
        const offer = offerIn(data);
        if (!offer) return <></>;
        const { points } = offer.retention.curve;
        return (
          <>
            <p className="note">{scopesOf(points, offer.category, segment !== null)}</p>
            <div className="beside">
              <PeriodTable points={points.filter(({ period }) => TABLE[granularity].includes(period))} granularity={granularity} caption={title} sort={sort} onSort={setSort} />
              <Lines points={points} granularity={granularity} label={`${title} of ${offer.name}: retained customers, score with its interval, and benchmark`} />
            </div>
          </>
        );
      }}
    </Widget>
  );
}
