// The numbers of a chart as a table, behind a disclosure: for screen readers, keyboards and whoever wants to copy them.

export interface Numbers {
  columns: string[];
  rows: (string | number | null)[][];
}

export function NumbersTable({ caption, numbers }: { caption: string; numbers: Numbers }) {
  return (
    <details className="numbers">
      <summary>Numbers</summary>
      <div className="scroll" role="region" aria-label={`Numbers: ${caption}`} tabIndex={0}>
        <table data-numbers="">
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>{numbers.columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
          </thead>
          <tbody>
            {numbers.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, place) => place === 0
                  ? <th key={place} scope="row">{cell ?? "–"}</th>
                  : <td key={place} className="numeric">{cell ?? "–"}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
