// Offer performance by category: the offer's rank among those of its category, and how their scores spread.
import { useMemo } from "react";
import type { ReactNode } from "react";
import { Chart } from "../charts";
import { Figure } from "../format";
import { OfferPerformanceDocument } from "../generated/documents";
import type { BenchmarkScope, OfferPerformanceQuery } from "../generated/types";
import { Widget } from "../widgets";
import { useInks } from "./inks";
import { bucketText, offerPerformanceOption, standingText } from "./offer-performance-option";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { HORIZONS, UNITS, periodName } from "./periods";
import { RankChange } from "./RankChange";
import { scoreText } from "./score-text";

type Standing = NonNullable<OfferPerformanceQuery["offers"]["nodes"][number]["retention"]["standing"]>;

const SCOPES: Record<BenchmarkScope, string> = {
  ALL_PUBLISHERS: "Compared with offers of all publishers",
  OWN_OFFERS: "Compared with your own offers only: too few other publishers have enough customers in this category, so that none is given away",
};

function Facts({ standing, granularity }: { standing: Standing; granularity: RetentionWidget["chosen"]["granularity"] }) {
  const facts: [string, ReactNode][] = [
    ["Rank", <Figure key="rank" value={standing.rank} kind="number" />],
    ["Change in ranks", <RankChange key="change" value={standing.rankChange} granularity={granularity} />],
    [`Score at ${periodName(granularity, HORIZONS[granularity])}`, <Figure key="score" value={standing.score} kind="percent" />],
    ["Total offers", <Figure key="offers" value={standing.totalOffers} kind="number" />],
    ["Total customers", <Figure key="customers" value={standing.totalCustomers} kind="number" />],
    ["Mean score", scoreText(standing.meanScore)],
    ["Median score", scoreText(standing.medianScore)],
  ];
  return (
    <dl className="cards facts">
      {facts.map(([name, value]) => <div className="card" key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Spread({ standing }: { standing: Standing }) {
  const inks = useInks();
  const { distribution, score, offersBehind } = standing;
  const option = useMemo(() => offerPerformanceOption(distribution, score, offersBehind, inks), [distribution, score, offersBehind, inks]);
  return (
    <Chart option={option} height={260} label={`Offers by retention score. ${standingText(score, offersBehind)}`}
      numbers={{ columns: ["Score", "Offers"], rows: distribution.map((bucket) => [bucketText(bucket), bucket.offers]) }} />
  );
}

function why(data: OfferPerformanceQuery, { segment, granularity }: RetentionWidget["chosen"]): string | null {
  const offer = offerIn(data);
  if (!offer || offer.retention.standing) return null;
  if (segment) return "A category compares whole offers, so there is no rank under a segment. Clear the segment to see it.";
  if (offer.category === "Uncategorized") return "This offer has no category to be compared in. Load a report that names one.";
  return `No customer has got as far as ${periodName(granularity, HORIZONS[granularity])} yet, so there is no score to compare. Choose a shorter period above.`;
}

export function OfferPerformance({ page, chosen, asked, exported, missing }: RetentionWidget) {
  const { granularity } = chosen;
  const unit = UNITS[granularity].toLowerCase();
  return (
    <Widget name="offer-performance" title="Offer performance by category" answer={page} document={OfferPerformanceDocument} variables={asked}
      download={exported && [
        { report: "OFFER_STANDING", arguments: exported },
        { report: "SCORE_DISTRIBUTION", what: "offers by score", arguments: exported },
      ]}
      info={`Offers of the category with eligible customers at ${periodName(granularity, HORIZONS[granularity])}, ordered by retention score there (retained / eligible), then by customers at ${UNITS[granularity]} 0. Rank 1 is best; change: rank a ${unit} ago minus rank now. Total customers: sum of their ${UNITS[granularity]} 0 customers. Mean and median of their scores, rounded to 0.01. The line shows offers by score; the vertical line is this offer. Offers of other publishers enter only with at least 5 customers at the horizon, and only if there are enough other publishers.`}
      empty={(data) => missing ?? why(data, chosen)}>
      {(data) => {
        const standing = offerIn(data)?.retention.standing;
        if (!standing) return <></>;
        return (
          <>
            <p className="note"><strong>{standing.category}</strong>. {SCOPES[standing.scope]}.</p>
            <Facts standing={standing} granularity={granularity} />
            <Spread standing={standing} />
          </>
        );
      }}
    </Widget>
  );
}
