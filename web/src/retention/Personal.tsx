// A personal value of a customer, or why it is not readable.
import type { PersonalDataAccess } from "../generated/types";

const WHY: Record<Exclude<PersonalDataAccess, "VISIBLE">, { text: string; reason: string }> = {
  OWNER_ONLY: { text: "Visible to owners", reason: "Only an owner reads personal fields." },
  NO_CONSENT: { text: "No consent", reason: "The customer did not agree to be contacted." },
  PROTECTED: { text: "Protected", reason: "The customer is protected: nobody reads personal fields." },
};

export function Personal({ value, access }: { value: string | null | undefined; access: PersonalDataAccess }) {
  if (access === "VISIBLE") return value ? <span title={value}>{value}</span> : <span className="faint" title="Not reported">–</span>;
  const { text, reason } = WHY[access];
  return <span className="faint" title={reason}>{value ? `${value} ` : ""}{text}</span>;
}
