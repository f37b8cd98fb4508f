// Retention heat map: cohorts by month of first use, darker where more of them used the offer again.
import { useState } from "react";
import { useOwnQuestion } from "../api/question";
import { RetentionHeatMapDocument } from "../generated/documents";
import { Widget } from "../widgets";
import type { Row } from "./heat-cell";
import { HeatMapTable } from "./HeatMapTable";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { shade } from "./shade";

const SCALE = [0, 0.25, 0.5, 0.75, 1];

function Legend({ rows }: { rows: Row[] }) {
  const colors = SCALE.map((score) => shade(score).background);
  return (
    <ul className="legend" aria-label="How to read it">
      <li>0% <span className="gradient" style={{ backgroundImage: `linear-gradient(to right, ${colors.join(", ")})` }} /> 100%</li>
      {rows.some(({ cells }) => cells.some(({ partial }) => partial)) && <li><span className="swatch partial" /> month not over</li>}
      {rows.some(({ mature }) => !mature) && <li><span className="mark">◔</span> not mature</li>}
      {rows.some(({ truncated }) => truncated) && <li><span className="mark">⟝</span> truncated</li>}
    </ul>
  );
}

export function RetentionHeatMap({ page, asked, exported, missing }: RetentionWidget) {
  const [matureOnly, setMatureOnly] = useState(false);
  const variables = { ...asked, matureOnly };
  const answer = useOwnQuestion(RetentionHeatMapDocument, variables, page, !matureOnly);
  return (
    <Widget name="retention-heat-map" title="Retention heat map" wide answer={answer} document={RetentionHeatMapDocument} variables={variables}
      download={exported && { report: "COHORT_HEAT_MAP", arguments: { ...exported, matureOnly } }}
      tools={<label className="choice"><input type="checkbox" checked={matureOnly} onChange={(event) => setMatureOnly(event.target.checked)} /> Mature only</label>}
      info="Cohorts by calendar month of first use: the month of the last day of data and the 17 before it. Cell: accounts with usage in the calendar month so many months after it / cohort size, with its 95 % interval. Hatched: a month that is not over. Not mature: a cohort with members first used within 45 days of the last day of data; mature only leaves those members out, and rows left empty. Truncated: the first loaded usage lies in the month, so that everybody seems to begin then."
      empty={(data) => {
        const offer = offerIn(data);
        if (!offer) return missing;
        if (offer.retention.heatMap.rows.length) return null;
        return matureOnly ? "No cohort of the last 18 months is mature. Show all of them." : "Nobody first used this offer in the last 18 months, or nobody in this segment. Load usage reports of that time, or clear the segment.";
      }}>
      {(data) => {
        const rows = offerIn(data)?.retention.heatMap.rows ?? [];
        return (
          <>
            <Legend rows={rows} />
            <HeatMapTable rows={rows} />
          </>
        );
      }}
    </Widget>
  );
}
