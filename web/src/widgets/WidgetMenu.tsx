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
import { saveShown } from "./shown";
import type { Shown } from "./shown";

export interface WidgetMenuProps<Q, V> {
  name: string;
  title: string;
  section: RefObject<HTMLElement | null>;
  document: Question<Q, V>;
  variables: V;
  downloads: readonly Download[];
  shown?(): Shown;
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

interface FilesProps {
  title: string;
  formats: readonly ExportFormat[];
  onChoose(format: ExportFormat): void;
}

function Files({ title, formats, onChoose }: FilesProps) {
  return (
    <div role="group" aria-label={title}>
      <span className="group" aria-hidden="true">{title}</span>
      {formats.map((format) => (
        <button key={format} type="button" role="menuitem" tabIndex={-1} aria-label={`${title} as ${format}`} onClick={() => onChoose(format)}>
          {format === "PARQUET" ? "Parquet" : format}
        </button>
      ))}
    </div>
  );
}

export function WidgetMenu<Q, V>({ name, title, section, document, variables, downloads, shown }: WidgetMenuProps<Q, V>) {
  const { graphiql } = useFeatures();
  return (
    <Menu label={`Menu of ${title}`} button={<span aria-hidden="true">⋯</span>}>
      {downloads.map((download) => (
        <Files key={download.report} title={download.what ? `Download ${download.what}` : "Download data"} formats={FORMATS}
          onChoose={(format) => void fetchData(title, download, format)} />
      ))}
      {shown && <Files title="Download data" formats={["CSV"]} onChoose={() => saveShown(shown(), name)} />}
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
