// How far an export is.
import { percent } from "../format";
import type { Export } from "./progress";

const WORDS: Record<Export["status"], string> = {
  QUEUED: "Queued", RUNNING: "Running", READY: "Ready", FAILED: "Failed", CANCELED: "Canceled", EXPIRED: "Expired",
};

export function Status({ row }: { row: Export }) {
  const running = row.status === "RUNNING" && row.progress !== null;
  return (
    <span className={`status ${row.status.toLowerCase()}`}>
      {WORDS[row.status]}
      {running && <> <progress aria-label="Written" value={row.progress ?? 0} max={1} /> {percent(row.progress ?? 0)}</>}
      {row.error && <span className="reason">: {row.error}</span>}
    </span>
  );
}
