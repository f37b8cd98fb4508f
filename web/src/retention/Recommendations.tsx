// Recommendations: the next steps about an offer, as two boxes with a link each.
import { Link } from "../address";
import { RecommendationsDocument } from "../generated/documents";
import type { RecommendationKind, RecommendationsQuery } from "../generated/types";
import { Widget } from "../widgets";
import { dormantCustomersLink } from "./dormant-customers-link";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";

type Recommendation = RecommendationsQuery["offers"]["nodes"][number]["retention"]["recommendations"][number];

const HEADS: Record<RecommendationKind, string> = {
  REVIEW_OFFER_PAGE: "Review the offer's product page",
  CONTACT_DORMANT_CUSTOMERS: "Contact dormant customers",
};

function Step({ step: { kind, text, url }, asOf }: { step: Recommendation; asOf: string }) {
  const outside = url?.startsWith("https://") || url?.startsWith("http://");
  return (
    <li className="box">
      <h3>{HEADS[kind]}</h3>
      <p>{text}</p>
      {!url && <p className="faint">No product page of this offer is known.</p>}
      {url && outside && <a href={url} target="_blank" rel="noopener noreferrer">Open the product page<span className="unseen"> (in a new tab)</span></a>}
      {url && !outside && <Link href={dormantCustomersLink(url, asOf)}>Show these customers</Link>}
    </li>
  );
}

export function Recommendations({ page, asked, missing }: RetentionWidget) {
  return (
    <Widget name="recommendations" title="Recommendations" wide answer={page} document={RecommendationsDocument} variables={asked} download={undefined}
      info="What to do next about this offer: see whether its product page keeps its promises, and contact the customers who are dormant on Day 45 after first use. Dormant is reversible: no usage was recorded on that very day."
      empty={() => missing}>
      {(data) => (
        <ul className="boxes">
          {(offerIn(data)?.retention.recommendations ?? []).map((step) => <Step key={step.kind} step={step} asOf={data.dataset.asOf} />)}
        </ul>
      )}
    </Widget>
  );
}
