// The columns of the downloads.
import { Figure, exact, moment, size } from "../format";
import type { Column } from "../widgets";
import { Status } from "./Status";
import { isUnfinished } from "./progress";
import type { Export } from "./progress";

/** `CUSTOMER_DETAILS` as `Customer details`. */
export function reportName(report: string): string {
  const words = report.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function columns(onCancel: (row: Export) => void): Column<Export>[] {
  return [
    { id: "report", title: "Report", cell: (row) => reportName(row.report) },
    { id: "format", title: "Format", cell: (row) => row.format },
    { id: "createdAt", title: "Requested", cell: (row) => moment(row.createdAt) },
    { id: "requestedBy", title: "By", cell: (row) => row.requestedBy },
    { id: "personalData", title: "Personal data", cell: (row) => (row.personalData ? "yes" : "no") },
    { id: "rows", title: "Rows", numeric: true, cell: (row) => <Figure value={row.rows} /> },
    {
      id: "bytes", title: "Size", numeric: true,
      cell: (row) => (row.bytes === null ? "–" : <span title={`${exact(row.bytes)} bytes`}>{size(row.bytes)}</span>),
    },
    { id: "status", title: "Status", cell: (row) => <Status row={row} /> },
    { id: "expiresAt", title: "Expires", cell: (row) => (row.expiresAt ? moment(row.expiresAt) : "–") },
    { id: "action", title: "File", cell: (row) => <Action row={row} onCancel={onCancel} /> },
  ];
}

function Action({ row, onCancel }: { row: Export; onCancel(row: Export): void }) {
  const name = reportName(row.report);
  if (row.downloadUrl) return <a href={row.downloadUrl} download="" aria-label={`Download ${name} as ${row.format}`}>Download</a>;
  if (isUnfinished(row)) return <button type="button" aria-label={`Cancel ${name}`} onClick={() => onCancel(row)}>Cancel</button>;
  return null;
}
