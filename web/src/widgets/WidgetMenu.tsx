// What one can do with a widget: download its data, save it as a picture, open its question in GraphiQL.
import type { RefObject } from "react";
import { AnswerError } from "../api/question";
import type { Question } from "../api/question";
import type { ExportFormat } from "../generated/types";
import { FORMATS, requestDownload } from "./download";
import type { Download } from "./download";
import { useFeatures } from "./features";
import { graphiqlAddress } from "./graphiql-address";
import { Menu } from "./Menu";
import { notify } from "./notices";
import { savePicture } from "./picture";

export interface WidgetMenuProps<Q, V> {
  name: string;
  title: string;
  section: RefObject<HTMLElement | null>;
  document: Question<Q, V>;
  variables: V;
  download?: Download;
}

async function fetchData(title: string, download: Download, format: ExportFormat): Promise<void> {
  try {
    const outcome = await requestDownload(download, format);
    if (outcome.kind === "refused") notify(`${title}: ${outcome.reason}`);
    else if (outcome.kind === "queued") notify(`${title}: the file is being made.`, { href: "/downloads", text: "See Downloads" });
    else notify(`${title}: the file is downloaded.`);
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    notify(`${title}: ${error.code}: ${error.message}`);
  }
}

export function WidgetMenu<Q, V>({ name, title, section, document, variables, download }: WidgetMenuProps<Q, V>) {
  const { graphiql } = useFeatures();
  return (
    <Menu label={`Menu of ${title}`} button={<span aria-hidden="true">⋯</span>}>
      {download && (
        <div role="group" aria-label="Download data">
          <span className="group" aria-hidden="true">Download data</span>
          {FORMATS.map((format) => (
            <button key={format} type="button" role="menuitem" tabIndex={-1} aria-label={`Download data as ${format}`}
              onClick={() => void fetchData(title, download, format)}>
              {format === "PARQUET" ? "Parquet" : format}
            </button>
          ))}
        </div>
      )}
      <button type="button" role="menuitem" tabIndex={-1}
        onClick={() => section.current && void savePicture(section.current, name, title)}>
        Save as picture
      </button>
      {graphiql && (
        <a role="menuitem" tabIndex={-1} href={graphiqlAddress(document.text, variables)} target="_blank" rel="noopener">
          Open in GraphiQL
        </a>
      )}
    </Menu>
  );
}
