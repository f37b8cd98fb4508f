// The downloads page: the files that were asked for, how far they are, and the way to them.
import { useQuestion } from "../api/question";
import { DownloadsPageDocument } from "../generated/documents";
import { usePages } from "../widgets";
import { Downloads } from "./Downloads";
import "./downloads.css";

const ROWS = 50;

export function DownloadsPage() {
  const pages = usePages(ROWS, "downloads");
  const variables = { first: pages.first, after: pages.after };
  const answer = useQuestion(DownloadsPageDocument, variables, { fresh: true });
  return <div className="widgets"><Downloads answer={answer} variables={variables} pages={pages} /></div>;
}
