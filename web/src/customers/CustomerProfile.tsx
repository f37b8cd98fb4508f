// Who the chosen leader is: personal fields where they may be seen, else why not.
import type { ReactNode } from "react";
import { useOwnQuestion, type Answer } from "../api/question";
import { day } from "../format";
import { CustomerProfileDocument } from "../generated/documents";
import type { CustomerProfileQuery } from "../generated/types";
import { Widget } from "../widgets";
import { isAsked, type Asked } from "./asked";
import { DEFINITIONS } from "./definitions";
import { ACCESS_REASONS, Personal } from "./masking";

type Customer = NonNullable<CustomerProfileQuery["customer"]>;

interface Props {
  page: Answer<CustomerProfileQuery>;
  asked: Asked;
  leader: string | null;
}

export function CustomerProfile({ page, asked, leader }: Props) {
  const variables = { profileOf: leader ?? "" };
  const answer = useOwnQuestion(CustomerProfileDocument, variables, page, isAsked(asked, variables));
  const file = leader === null ? undefined : { report: "CUSTOMER_DETAILS" as const, arguments: { filter: { customerId: [leader] } } };
  return (
    <Widget name="customer-profile" title="Customer profile" info={DEFINITIONS.profile} answer={answer}
      document={CustomerProfileDocument} variables={variables} download={file}
      empty={({ customer }) => {
        if (leader === null) return "Choose a customer in the leader board to see who it is.";
        return customer ? null : "There is no customer of this id.";
      }}>
      {({ customer }) => <>{customer && <Profile customer={customer} />}</>}
    </Widget>
  );
}

function Profile({ customer }: { customer: Customer }) {
  const { personalData: access } = customer;
  return (
    <div className="profile" data-access={access}>
      {access !== "VISIBLE" && <p className="reason" role="note">{ACCESS_REASONS[access]}</p>}
      {(access === "VISIBLE" || access === "PROTECTED") && <PersonalFields customer={customer} />}
      <dl>
        <Field name="Customer ID">{customer.customerId}</Field>
        <Field name="State">{customer.state ?? "Unknown"}</Field>
        <Field name="Country">{customer.country ?? "Unknown"}</Field>
        <Field name="Language">{customer.language ?? "–"}</Field>
        <Field name="Customer type">{customer.customerType ?? "–"}</Field>
        <Field name="Date acquired">{customer.dateAcquired === null ? "–" : day(customer.dateAcquired)}</Field>
        <Field name="Date lost">{customer.dateLost === null ? "–" : day(customer.dateLost)}</Field>
        <Field name="Active">{customer.isActive ? "Yes" : "No"}</Field>
      </dl>
    </div>
  );
}

function PersonalFields({ customer }: { customer: Customer }) {
  const { personalData: access } = customer;
  const fields = [
    ["Company name", customer.companyName], ["First name", customer.firstName], ["Last name", customer.lastName], ["Email", customer.email],
    ["Address", customer.addressLine1], ["City", customer.city], ["Postal code", customer.postalCode],
  ] as const;
  return <dl>{fields.map(([name, value]) => <Field key={name} name={name}><Personal value={value} access={access} /></Field>)}</dl>;
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
