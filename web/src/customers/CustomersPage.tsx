// The customers page.
import { useQuestion } from "../api/question";
import { CustomersPageDocument } from "../generated/documents";
import { CustomerSummary } from "./CustomerSummary";

export function CustomersPage() {
  const variables = {};
  const page = useQuestion(CustomersPageDocument, variables);
  return <div className="widgets"><CustomerSummary answer={page} variables={variables} /></div>;
}
