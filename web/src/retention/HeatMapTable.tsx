// The retention heat map as a table: moved through by arrows, each cell told in full on hover and focus.
import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { Place, Row } from "./heat-cell";
import { HeatMapRow } from "./HeatMapRow";

const OFFSETS = Array.from({ length: 18 }, (_, offset) => offset);
const STEPS: Record<string, Place> = {
  ArrowRight: { row: 0, offset: 1 }, ArrowLeft: { row: 0, offset: -1 }, ArrowDown: { row: 1, offset: 0 }, ArrowUp: { row: -1, offset: 0 },
};

export function HeatMapTable({ rows }: { rows: Row[] }) {
  const [at, setAt] = useState<Place>({ row: 0, offset: 0 });
  const [told, tell] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = { row: at.row + step.row, offset: at.offset + step.offset };
    const cell = table.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.offset}"]`);
    if (!cell) return;
    setAt(next);
    cell.focus();
  };
  return (
    <>
      <div className="scroll heat">
        <table ref={table} onKeyDown={move} role="grid" aria-label="Retention heat map">
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" className="numeric">Cohort</th>
              {OFFSETS.map((offset) => <th key={offset} scope="col" className="offset">{offset}M</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <HeatMapRow key={row.month} row={row} index={index} offsets={OFFSETS} at={at} onReach={(place, text) => {
                if (place) setAt(place);
                tell(text);
              }} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="told" data-told="">{told ?? "Point at a cell, or move through them by arrows, to read it in full."}</p>
    </>
  );
}
