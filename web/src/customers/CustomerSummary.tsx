// Customers at the end of the range.
import type { Answer } from "../api/question";
import { Figure, Growth } from "../format";
import { CustomerSummaryDocument } from "../generated/documents";
import type { CustomerSummaryQuery, CustomerSummaryQueryVariables } from "../generated/types";
import { Widget } from "../widgets";

interface Props {
  answer: Answer<CustomerSummaryQuery>;
  variables: CustomerSummaryQueryVariables;
}

export function CustomerSummary({ answer, variables }: Props) {
  return (
    <Widget name="customer-summary" title="Customer summary" info="Customers at the end of the range." answer={answer}
      document={CustomerSummaryDocument} variables={variables} download={{ report: "CUSTOMER_TREND", arguments: variables }}>
      {(data) => (
        <p>
          <Figure value={data.customerDashboard.summary.active} /> <Growth value={data.customerDashboard.summary.growth.fromStart} />
        </p>
      )}
    </Widget>
  );
}
