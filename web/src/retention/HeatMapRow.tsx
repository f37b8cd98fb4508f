// A row of the retention heat map: one cohort, month by month.
import { exact, month, percent } from "../format";
import { cellText } from "./heat-cell";
import type { Cell, Place, Row } from "./heat-cell";
import { shade } from "./shade";

interface Props {
  row: Row;
  index: number;
  offsets: readonly number[];
  /** The cell that the keyboard comes to. */
  at: Place;
  /** A cell is pointed at or has the focus, then with its place; null: none any more. */
  onReach(place: Place | null, text: string | null): void;
}

interface CellProps extends Omit<Props, "offsets"> {
  cell: Cell;
}

function HeatCell({ row, cell, index, at, onReach }: CellProps) {
  const { score, offset, partial } = cell, { background, ink } = shade(score), text = cellText(row, cell);
  const place = { row: index, offset };
  return (
    <td role="gridcell" className={partial ? "cell partial" : "cell"} style={{ backgroundColor: background, color: ink }} data-cell={`${index} ${offset}`}
      tabIndex={at.row === index && at.offset === offset ? 0 : -1} title={text} aria-label={text}
      onFocus={() => onReach(place, text)} onBlur={() => onReach(null, null)} onMouseEnter={() => onReach(null, text)} onMouseLeave={() => onReach(null, null)}>
      {percent(score)}
    </td>
  );
}

export function HeatMapRow(props: Props) {
  const { row, index, offsets } = props;
  const marks = [row.mature ? "" : "immature", row.truncated ? "truncated" : ""].filter(Boolean);
  return (
    <tr className={marks.join(" ")}>
      <th scope="row" role="rowheader">
        {month(row.month)}
        {!row.mature && <span className="mark" title="Not mature: some of this cohort first used the offer within 45 days of the last day of data.">◔<span className="unseen"> not mature</span></span>}
        {row.truncated && <span className="mark" title="Truncated: the first loaded usage lies in this month, so that everybody seems to begin then.">⟝<span className="unseen"> truncated</span></span>}
      </th>
      <td role="gridcell" className="numeric">{exact(row.size)}</td>
      {offsets.map((offset) => {
        const cell = row.cells.find((each) => each.offset === offset);
        return cell ? <HeatCell key={offset} {...props} row={row} index={index} cell={cell} /> : <td key={offset} role="gridcell" className="cell none" />;
      })}
    </tr>
  );
}
