// A heading of a table that sorts by its column: once ascending, once more descending.

export interface Sort<F extends string = string> {
  field: F;
  direction: "ASC" | "DESC";
}

export interface SortHeadingProps<F extends string> {
  column: { id: string; title: string; numeric?: boolean; order?: F };
  sort?: Sort<F>;
  onSort?(sort: Sort<F>): void;
}

export function SortHeading<F extends string>({ column, sort, onSort }: SortHeadingProps<F>) {
  const { title, order, numeric } = column;
  const className = numeric ? "numeric" : undefined;
  if (order === undefined || !onSort) return <th scope="col" className={className}>{title}</th>;
  const now = sort?.field === order ? sort.direction : undefined;
  const direction = now === "ASC" ? "DESC" : "ASC";
  const arrow = now === "ASC" ? "▲" : now === "DESC" ? "▼" : "";
  return (
    <th scope="col" className={className} aria-sort={now === "ASC" ? "ascending" : now === "DESC" ? "descending" : "none"}>
      <button type="button" className="plain sort" onClick={() => onSort({ field: order, direction })}>
        {title} <span aria-hidden="true" className="arrow">{arrow}</span>
      </button>
    </th>
  );
}
