// The files that were asked for: a member's own, for an owner the publisher's.
import { ask } from "../api/question";
import type { Answer } from "../api/question";
import { AnswerError } from "../api/client";
import { CancelExportDocument, DownloadsDocument } from "../generated/documents";
import type { DownloadsQuery, DownloadsQueryVariables } from "../generated/types";
import { Pager, Table, Widget, notify } from "../widgets";
import type { Pages } from "../widgets";
import { columns } from "./columns";
import { useProgress } from "./progress";
import type { Export } from "./progress";

interface Props {
  answer: Answer<DownloadsQuery>;
  variables: DownloadsQueryVariables;
  pages: Pages;
}

const INFO = "Files of reports, with the data and the masking of when they were asked for. A member sees its own, an owner the"
  + " publisher's. Small ones are written at once, others from a queue; each is kept until it expires.";
const NONE = "No file was asked for yet: choose Download data in the menu of a widget.";

async function cancel(row: Export, then: () => void): Promise<void> {
  try {
    const { cancelExport } = await ask(CancelExportDocument, { id: row.id });
    const problem = cancelExport.errors[0];
    if (problem) notify(`${problem.code}: ${problem.message}`);
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    notify(`${error.code}: ${error.message}`);
  }
  then();
}

export function Downloads({ answer, variables, pages }: Props) {
  return (
    <Widget name="downloads" title="Downloads" info={INFO} answer={answer} document={DownloadsDocument} variables={variables} wide
      empty={(data) => (data.exports.nodes.length ? null : NONE)}
      tools={<button type="button" onClick={answer.retry}>Refresh</button>}>
      {(data) => <Shown data={data} answer={answer} pages={pages} />}
    </Widget>
  );
}

function Shown({ data: { exports }, answer, pages }: { data: DownloadsQuery; answer: Answer<DownloadsQuery>; pages: Pages }) {
  const rows = useProgress(exports.nodes, answer.retry);
  return (
    <>
      <Table caption="Downloads" columns={columns((row) => void cancel(row, answer.retry))} rows={rows} rowKey={(row) => row.id} />
      <Pager from={pages.from} count={rows.length} total={exports.totalCount} loading={answer.loading}
        hasNext={exports.pageInfo.hasNextPage} onNext={() => pages.next(exports.pageInfo.endCursor)}
        hasPrevious={pages.hasPrevious} onPrevious={pages.previous} />
    </>
  );
}
