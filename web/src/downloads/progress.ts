// Exports as they are being made: what the service tells of the first few that are not finished.
import { useEffect, useState } from "react";
import { follow } from "../api/follow";
import { ExportProgressDocument } from "../generated/documents";
import type { DownloadsQuery, ExportProgressSubscription } from "../generated/types";

export type Export = DownloadsQuery["exports"]["nodes"][number];
type Progress = ExportProgressSubscription["exportProgress"];

/** Followed at once: browsers open six connections to a host, and the page needs some for itself. */
const MOST = 3;

export const isUnfinished = (each: { status: Export["status"] }): boolean => each.status === "QUEUED" || each.status === "RUNNING";

async function followOne(id: string, tell: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
  try {
    for await (const { exportProgress } of follow(ExportProgressDocument, { id }, signal)) tell(exportProgress);
  } catch (error) {
    // the page asks again anyhow; what was wrong it hears then
    if (!signal.aborted) console.info("an export could not be followed", error);
  }
}

/** The rows with what is newest of them; `onEnd` when one of them has ended. */
export function useProgress(rows: readonly Export[], onEnd: () => void): Export[] {
  const [known, setKnown] = useState<Record<string, Progress>>({});
  const ids = rows.filter(isUnfinished).slice(0, MOST).map((each) => each.id).join(" ");
  useEffect(() => {
    const stop = new AbortController();
    for (const id of ids.split(" ").filter(Boolean)) {
      const tell = (progress: Progress) => setKnown((before) => ({ ...before, [id]: progress }));
      void followOne(id, tell, stop.signal).then(() => {
        if (!stop.signal.aborted) onEnd();
      });
    }
    return () => stop.abort();
  }, [ids]);
  return rows.map((row) => {
    const newer = isUnfinished(row) ? known[row.id] : undefined;
    return newer ? { ...row, ...newer } : row;
  });
}
