// The publisher's offers at their horizon.
import { useMemo } from "react";
import type { Answer } from "../api/question";
import { Chart } from "../charts";
import { Figure, percent } from "../format";
import { MyOffersDocument } from "../generated/documents";
import type { MyOffersQuery, MyOffersQueryVariables } from "../generated/types";
import { Table, Widget } from "../widgets";
import type { Column } from "../widgets";

interface Props {
  answer: Answer<MyOffersQuery>;
  variables: MyOffersQueryVariables;
}

type Row = MyOffersQuery["offerOverview"][number];

const COLUMNS: Column<Row>[] = [
  { id: "name", title: "Offer", cell: (row) => row.offer.name },
  { id: "score", title: "Score", cell: (row) => <Figure kind="percent" value={row.score} />, numeric: true },
];

function Shown({ rows }: { rows: Row[] }) {
  const option = useMemo(() => ({
    tooltip: { trigger: "axis" as const },
    xAxis: { type: "category" as const, data: rows.map((row) => row.offer.name) },
    yAxis: { type: "value" as const },
    series: [{ type: "bar" as const, data: rows.map((row) => row.score) }],
  }), [rows]);
  return (
    <>
      <Chart option={option} label="Score by offer" numbers={{
        columns: ["Offer", "Score"], rows: rows.map((row) => [row.offer.name, row.score === null ? null : percent(row.score)]),
      }} />
      <Table caption="My offers" columns={COLUMNS} rows={rows} rowKey={(row) => row.offer.offerId} />
    </>
  );
}

export function MyOffers({ answer, variables }: Props) {
  return (
    <Widget name="my-offers" title="My offers" info="The publisher's offers at their horizon." answer={answer}
      document={MyOffersDocument} variables={variables} wide
      empty={(data) => (data.offerOverview.length ? null : "No offers: load usage reports.")}>
      {(data) => <Shown rows={data.offerOverview} />}
    </Widget>
  );
}
