// Seats by plan, of the chosen leader or of all customers.
import { useOwnQuestion, type Answer } from "../api/question";
import { SeatsByPlansDocument } from "../generated/documents";
import type { SeatsByPlansQuery } from "../generated/types";
import { Widget } from "../widgets";
import { isAsked, type Asked } from "./asked";
import { DEFINITIONS } from "./definitions";
import { NO_ORDERS } from "./emptiness";
import { PlanDonut } from "./PlanDonut";

interface Props {
  page: Answer<SeatsByPlansQuery>;
  asked: Asked;
  leader: string | null;
}

export function SeatsByPlans({ page, asked, leader }: Props) {
  const variables = { ...asked.frame, customerId: leader };
  const answer = useOwnQuestion(SeatsByPlansDocument, variables, page, isAsked(asked, variables));
  return (
    <Widget name="seats-by-plans" title="Seats by plans" info={DEFINITIONS.seatsByPlans} answer={answer}
      document={SeatsByPlansDocument} variables={variables} download={{ report: "SEATS_BY_PLAN", arguments: variables }}
      empty={({ customerDashboard: { seatsByPlan } }) => (seatsByPlan.slices.length ? null : leader ? "This customer has no seats in this range." : NO_ORDERS)}>
      {({ customerDashboard: { seatsByPlan } }) => <PlanDonut found={seatsByPlan} what="Seats" />}
    </Widget>
  );
}
