// A filter of the page: its options are searched here, or at the service where it has more than were asked for.
import { useEffect, useState } from "react";
import { useQuestion } from "../api/question";
import { FilterSearchDocument } from "../generated/documents";
import type { CustomersPageBarQuery } from "../generated/types";
import { Picker } from "../widgets";
import type { Frame } from "./asked";
import { FILTER_LABELS, mayBeMore, optionsOf } from "./filter-options";
import type { FilterName } from "./filters";

interface Props {
  name: FilterName;
  frame: Frame;
  offered: CustomersPageBarQuery["customerDashboard"]["filterOptions"] | undefined;
  values: readonly string[];
  onChange(values: string[]): void;
}

/** Milliseconds without a keystroke before the service is asked. */
const PAUSE = 250;

export function FilterPicker({ name, frame, offered, values, onChange }: Props) {
  const [typed, type] = useState("");
  const search = useSettled(typed.trim());
  const first = offered ? optionsOf(name, offered) : [];
  const more = mayBeMore(name, first);
  const found = useQuestion(FilterSearchDocument, {
    range: frame.range, search, offers: name === "offerId", plans: name === "plan", countries: name === "country", states: name === "state",
    languages: name === "language", subscriptions: name === "subscriptionId",
  }, { pause: !more || !search });
  const options = more && search && found.data ? optionsOf(name, found.data.customerDashboard.filterOptions) : first;
  return <Picker label={FILTER_LABELS[name]} options={options} values={values} onChange={onChange} {...(more ? { onSearch: type } : {})} />;
}

function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const waiting = setTimeout(() => settle(text), PAUSE);
    return () => clearTimeout(waiting);
  }, [text]);
  return settled;
}
