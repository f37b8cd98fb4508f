// The retention page.
import { useQuestion } from "../api/question";
import { RetentionPageDocument } from "../generated/documents";
import { MyOffers } from "./MyOffers";

export function RetentionPage() {
  const variables = {};
  const page = useQuestion(RetentionPageDocument, variables);
  return <div className="widgets"><MyOffers answer={page} variables={variables} /></div>;
}
