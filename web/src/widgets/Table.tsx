// A table of rows as the API ordered them: sorted by its headings, with rows that can be chosen.
import type { ReactNode } from "react";
import { SortHeading } from "./SortHeading";
import type { Sort } from "./SortHeading";

export type { Sort } from "./SortHeading";

export interface Column<R, F extends string = string> {
  id: string;
  title: string;
  cell(row: R): ReactNode;
  numeric?: boolean;
  /** The API's order field; without it the column does not sort. */
  order?: F;
  hidden?: boolean;
}

export interface TableProps<R, F extends string = string> {
  caption: string;
  columns: Column<R, F>[];
  rows: readonly R[];
  rowKey(row: R): string;
  /** Numbers the rows, from this on. */
  numberedFrom?: number;
  sort?: Sort<F>;
  onSort?(sort: Sort<F>): void;
  /** The key of the chosen row. */
  selected?: string | null;
  onSelect?(row: R): void;
}

export function Table<R, F extends string = string>(props: TableProps<R, F>) {
  const { caption, rows, rowKey, numberedFrom, sort, onSort, selected } = props;
  const columns = props.columns.filter((column) => !column.hidden);
  return (
    <div className="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {numberedFrom !== undefined && <th scope="col" className="numeric">#</th>}
            {columns.map((column) => <SortHeading key={column.id} column={column} sort={sort} onSort={onSort} />)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row key={rowKey(row)} {...props} columns={columns} row={row} chosen={selected === rowKey(row)}
              number={numberedFrom === undefined ? undefined : numberedFrom + index} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps<R, F extends string> extends TableProps<R, F> {
  row: R;
  number: number | undefined;
  chosen: boolean;
}

function Row<R, F extends string>({ columns, row, number, chosen, rowKey, onSelect }: RowProps<R, F>) {
  return (
    <tr data-key={rowKey(row)} aria-current={chosen || undefined} className={onSelect ? "selectable" : undefined}
      onClick={onSelect && (() => onSelect(row))}>
      {number !== undefined && <td className="numeric faint">{number}</td>}
      {columns.map((column, place) => (
        <td key={column.id} className={column.numeric ? "numeric" : undefined}>
          {onSelect && place === 0
            // the row's own click does it; the button is there for the keyboard
            ? <button type="button" className="plain" aria-pressed={chosen}>{column.cell(row)}</button>
            : column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
