// The form of the details table's own filters: applied when it is sent.
import { useId } from "react";
import type { Address } from "../address";
import { countDetailsFilters, DATES, noDetailsFilters, readForm, TEXTS, type Texts } from "./details-filter";

interface Props {
  address: Address;
  owner: boolean;
  texts: Texts;
  onTexts(texts: Texts): void;
}

export function CustomerDetailsFilter(props: Props) {
  const { address, texts } = props;
  const count = countDetailsFilters(address, texts);
  return (
    <details className="details-filter">
      <summary>Filter the table{count > 0 && <span className="count">{count}</span>}</summary>
      {/* a reset or a step back shows in the fields */}
      <Form key={JSON.stringify([address.all("customerId"), address.get("active"), DATES.map(({ name }) => address.get(name)), texts])} {...props} />
    </details>
  );
}

function Form({ address, owner, texts, onTexts }: Props) {
  const send = (form: FormData) => {
    const { changes, texts: typed } = readForm(form);
    onTexts(typed);
    address.set(changes);
  };
  const reset = () => {
    onTexts({});
    address.set(noDetailsFilters());
  };
  return (
    <form aria-label="Filters of customer details" onSubmit={(event) => {
      event.preventDefault();
      send(new FormData(event.currentTarget));
    }}>
      <Field name="customerId" label="Customer IDs" value={address.all("customerId").join(" ")} />
      {owner && TEXTS.map(({ name, label }) => <Field key={name} name={name} label={`${label} contains`} value={texts[name] ?? ""} />)}
      {DATES.map(({ name, label }) => <Field key={name} name={name} label={label} value={address.get(name) ?? ""} type="date" />)}
      <label>
        Active
        <select name="active" defaultValue={address.get("active") ?? ""}>
          <option value="">Any</option>
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </select>
      </label>
      <div className="send">
        <button type="submit">Apply</button>
        <button type="button" onClick={reset}>Reset</button>
      </div>
      {!owner && <p className="faint">Company, customer name, email, city and postal code are visible to owners, and filtered by owners only.</p>}
    </form>
  );
}

function Field({ name, label, value, type = "text" }: { name: string; label: string; value: string; type?: "text" | "date" }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} type={type} defaultValue={value} autoComplete="off" />
    </div>
  );
}
