// How personal data reads: the value, or why it is not shown.
import type { PersonalDataAccess } from "../generated/types";

export const ACCESS_LABELS: Readonly<Record<PersonalDataAccess, string>> = {
  VISIBLE: "Visible",
  OWNER_ONLY: "Visible to owners",
  NO_CONSENT: "No consent",
  PROTECTED: "Protected",
};

export const ACCESS_REASONS: Readonly<Record<Exclude<PersonalDataAccess, "VISIBLE">, string>> = {
  OWNER_ONLY: "Visible to owners",
  NO_CONSENT: "The customer gave no consent, so nobody sees who it is.",
  PROTECTED: "This is a protected customer: its personal data are masked for everybody.",
};

/** A personal field of a customer; a protected one reads as the API masks it. */
export function Personal({ value, access }: { value: string | null; access: PersonalDataAccess }) {
  if (access === "VISIBLE") return value === null ? <span className="faint">–</span> : <>{value}</>;
  if (access === "PROTECTED") return <span title={ACCESS_REASONS.PROTECTED}>{value}</span>;
  return <span className="faint" title={ACCESS_REASONS[access]}>{ACCESS_LABELS[access]}</span>;
}
