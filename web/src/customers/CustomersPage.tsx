// The customers page: one request for all of it; a leader, an order or a page chosen later is asked by its widget.
import { useAddress } from "../address";
import { useQuestion } from "../api/question";
import { CustomersPageDocument } from "../generated/documents";
import { useOwner } from "../frame/signed-in";
import { useAsked } from "./asked";
import { CustomerByGeography } from "./CustomerByGeography";
import { CustomerDetails } from "./CustomerDetails";
import { CustomerProfile } from "./CustomerProfile";
import { CustomersByOrdersAndUsage } from "./CustomersByOrdersAndUsage";
import { CustomerSummary } from "./CustomerSummary";
import { CustomerTrends } from "./CustomerTrends";
import { LeaderBoard } from "./LeaderBoard";
import { OrdersAndUsageByCustomerType } from "./OrdersAndUsageByCustomerType";
import { OrdersByPlans } from "./OrdersByPlans";
import { PageBar } from "./PageBar";
import { SeatsByPlans } from "./SeatsByPlans";
import "./customers.css";

export function CustomersPage() {
  const address = useAddress(), owner = useOwner();
  const asked = useAsked(address, owner);
  const page = useQuestion(CustomersPageDocument, asked.variables);
  const { frame } = asked, leader = address.get("leader");
  return (
    <>
      <PageBar page={page} frame={frame} address={address} />
      <div className="widgets customers">
        <CustomerSummary answer={page} frame={frame} />
        <CustomerByGeography answer={page} frame={frame} />
        <CustomerTrends answer={page} frame={frame} address={address} />
        <CustomersByOrdersAndUsage answer={page} frame={frame} address={address} />
        <div className="leaders">
          <LeaderBoard answer={page} frame={frame} address={address} />
          <CustomerProfile page={page} asked={asked} leader={leader} />
          <OrdersByPlans page={page} asked={asked} leader={leader} />
          <SeatsByPlans page={page} asked={asked} leader={leader} />
        </div>
        <OrdersAndUsageByCustomerType answer={page} frame={frame} address={address} />
        <CustomerDetails page={page} asked={asked} address={address} owner={owner} />
      </div>
    </>
  );
}
