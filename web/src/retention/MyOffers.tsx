// My offers: the publisher's offers side by side at their horizon; selecting one drives the page below.
import { useState } from "react";
import { useOwnQuestion } from "../api/question";
import { Figure, percent } from "../format";
import { MyOffersDocument } from "../generated/documents";
import type { Indicator as IndicatorValue, MyOffersQuery, OfferOverviewOrderField } from "../generated/types";
import { Table, Widget } from "../widgets";
import type { Column, Shown, Sort } from "../widgets";
import { Indicator } from "./Indicator";
import type { RetentionWidget } from "./offer-shown";
import { HORIZONS, periodName } from "./periods";
import { RankChange } from "./RankChange";

type Row = MyOffersQuery["offerOverview"][number];
type Order = OfferOverviewOrderField | "INDICATOR";

const GRADES: Record<IndicatorValue, number> = { BAD: 0, NEUTRAL: 1, GOOD: 2 };

/** The whole list is here, so that what the API has no order for is ordered here: by indicator, none last. */
function byIndicator(rows: Row[], direction: "ASC" | "DESC"): Row[] {
  const sign = direction === "ASC" ? 1 : -1;
  const grade = ({ indicator }: Row) => (indicator ? sign * GRADES[indicator] : Number.POSITIVE_INFINITY);
  return [...rows].sort((one, other) => (grade(one) === grade(other) ? 0 : grade(one) - grade(other)));
}

function columnsOf(granularity: RetentionWidget["chosen"]["granularity"]): Column<Row, Order>[] {
  return [
    { id: "offer", title: "Offer", order: "NAME", cell: ({ offer }) => <><strong>{offer.name}</strong><span className="faint small below">{offer.category}</span></> },
    { id: "eligible", title: "Customers", order: "ELIGIBLE", numeric: true, cell: (row) => <Figure value={row.eligible} kind="number" /> },
    { id: "score", title: "Score", order: "SCORE", numeric: true, cell: ({ score, interval }) => (
      <>
        <Figure value={score} kind="percent" />
        {interval && <span className="faint small below" title="95 % interval of the score">{percent(interval.low)} – {percent(interval.high)}</span>}
      </>
    ) },
    { id: "benchmark", title: "Benchmark", order: "BENCHMARK", numeric: true, cell: (row) => <Figure value={row.benchmark} kind="percent" /> },
    { id: "indicator", title: "Indicator", order: "INDICATOR", cell: (row) => <Indicator value={row.indicator} /> },
    { id: "rank", title: "Rank", order: "RANK", numeric: true, cell: (row) => <Figure value={row.rank} kind="number" /> },
    { id: "rankChange", title: "Change", order: "RANK_CHANGE", numeric: true, cell: (row) => <RankChange value={row.rankChange} granularity={granularity} /> },
    { id: "dormant", title: "Dormant", order: "DORMANT", numeric: true, cell: (row) => <Figure value={row.dormant} kind="number" /> },
    { id: "revenueAtStake", title: "Revenue at stake", order: "REVENUE_AT_STAKE", numeric: true, cell: (row) => <Figure value={row.revenueAtStake} kind="money" /> },
  ];
}

const COLUMNS = [
  "offerId", "name", "category", "eligible", "retained", "score", "intervalLow", "intervalHigh", "benchmark", "indicator", "rank",
  "rankChange", "dormant", "revenueAtStake",
] as const;

function toFile(offers: Row[]): Shown {
  const rows = offers.map((row) => {
    const found = { ...row, ...row.offer, intervalLow: row.interval?.low, intervalHigh: row.interval?.high };
    return COLUMNS.map((column) => found[column]);
  });
  return { columns: COLUMNS, rows };
}

interface Props extends Pick<RetentionWidget, "page" | "chosen"> {
  selected: string | undefined;
  onSelect(offerId: string): void;
}

export function MyOffers({ page, chosen, selected, onSelect }: Props) {
  const [sort, setSort] = useState<Sort<Order> | null>(null);
  const { category, granularity, segment } = chosen;
  const order = sort && sort.field !== "INDICATOR" ? [{ field: sort.field, direction: sort.direction }] : null;
  const variables = { category, granularity, offersOrder: order };
  const answer = useOwnQuestion(MyOffersDocument, variables, page, order === null);
  const inOrder = (offers: Row[]) => (sort?.field === "INDICATOR" ? byIndicator(offers, sort.direction) : offers);
  const at = periodName(granularity, HORIZONS[granularity]);
  return (
    <Widget name="my-offers" title="My offers" wide answer={answer} document={MyOffersDocument} variables={variables} shown={({ offerOverview }) => toFile(inOrder(offerOverview))}
      info={`Your offers at ${at} after first use. Score = retained / eligible there, with its 95 % Wilson interval. Benchmark: pooled over the offers of the category. Good, Neutral, Bad: the score is above, at or below it. Rank 1 is best; change: ranks won or lost since a day, week or month ago. Dormant: eligible customers without usage in that very period. Revenue at stake: the revenue from first use on, in US dollars, of those retained in the period before and dormant in it. Select an offer to see it below.`}
      empty={({ offerOverview }) => (offerOverview.length ? null : category ? `You have no offer in ${category}. Choose another category.` : "You have no offers yet. Load a customers, orders or usage report.")}>
      {({ offerOverview }) => (
        <>
          {segment && <p className="note">The segment below does not narrow this table: offers are compared whole.</p>}
          <Table<Row, Order> caption={`My offers at ${at}`} columns={columnsOf(granularity)} rows={inOrder(offerOverview)}
            rowKey={({ offer }) => offer.offerId} sort={sort ?? undefined} onSort={setSort} selected={selected} onSelect={({ offer }) => onSelect(offer.offerId)} />
        </>
      )}
    </Widget>
  );
}
