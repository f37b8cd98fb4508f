// Asks for a widget's data as a file: small ones are downloaded at once, others come by the Downloads page.
import { ask } from "../api/question";
import { RequestExportDocument } from "../generated/documents";
import type { ExportFormat, ExportReport, RequestExportInput } from "../generated/types";

export const FORMATS: readonly ExportFormat[] = ["CSV", "TSV", "PARQUET", "XLSX"];

export interface Download {
  report: ExportReport;
  /** What it is called where a widget has several. */
  what?: string;
  /** Those of the field that shows the same thing. */
  arguments?: Omit<RequestExportInput, "report" | "format">;
}

/** Saves what an address of the service answers. */
export function save(address: string, name = ""): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** What became of it: on its way to the reader's disk, waiting in the queue, or why not. */
export type Outcome = { kind: "saved" } | { kind: "queued" } | { kind: "refused"; reason: string };

export async function requestDownload(download: Download, format: ExportFormat): Promise<Outcome> {
  const { requestExport } = await ask(RequestExportDocument, {
    input: { report: download.report, format, ...download.arguments },
  });
  const problem = requestExport.errors[0];
  if (problem) return { kind: "refused", reason: `${problem.code}: ${problem.message}` };
  const made = requestExport.export;
  if (made?.downloadUrl) {
    save(made.downloadUrl);
    return { kind: "saved" };
  }
  return { kind: "queued" };
}
