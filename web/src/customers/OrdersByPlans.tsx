// Orders by plan, of the chosen leader or of all customers.
import { useOwnQuestion, type Answer } from "../api/question";
import { OrdersByPlansDocument } from "../generated/documents";
import type { OrdersByPlansQuery } from "../generated/types";
import { Widget } from "../widgets";
import { isAsked, type Asked } from "./asked";
import { DEFINITIONS } from "./definitions";
import { NO_ORDERS } from "./emptiness";
import { PlanDonut } from "./PlanDonut";

interface Props {
  page: Answer<OrdersByPlansQuery>;
  asked: Asked;
  leader: string | null;
}

export function OrdersByPlans({ page, asked, leader }: Props) {
  const variables = { ...asked.frame, customerId: leader };
  const answer = useOwnQuestion(OrdersByPlansDocument, variables, page, isAsked(asked, variables));
  return (
    <Widget name="orders-by-plans" title="Orders by plans" info={DEFINITIONS.ordersByPlans} answer={answer}
      document={OrdersByPlansDocument} variables={variables} download={{ report: "ORDERS_BY_PLAN", arguments: variables }}
      empty={({ customerDashboard: { ordersByPlan } }) => (ordersByPlan.slices.length ? null : leader ? "This customer has no orders in this range." : NO_ORDERS)}>
      {({ customerDashboard: { ordersByPlan } }) => <PlanDonut found={ordersByPlan} what="Orders" />}
    </Widget>
  );
}
