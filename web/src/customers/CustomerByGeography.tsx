// Where the customers are: a map, and a grid whose rows zoom it.
import { useState } from "react";
import type { Answer } from "../api/question";
import { Figure } from "../format";
import { CustomerByGeographyDocument } from "../generated/documents";
import type { CustomerByGeographyQuery } from "../generated/types";
import { Table, Widget, type Column } from "../widgets";
import type { Frame } from "./asked";
import { countryName, type Country } from "./customer-by-geography-option";
import { DEFINITIONS } from "./definitions";
import { NO_CUSTOMERS } from "./emptiness";
import { WorldMap } from "./WorldMap";

interface Props {
  answer: Answer<CustomerByGeographyQuery>;
  frame: Frame;
}

export function CustomerByGeography({ answer, frame }: Props) {
  return (
    <Widget name="customer-by-geography" title="Customer by geography" info={DEFINITIONS.geography} answer={answer} wide
      document={CustomerByGeographyDocument} variables={frame} download={{ report: "GEOGRAPHY", arguments: frame }}
      empty={({ customerDashboard: { geography } }) => (geography.length ? null : NO_CUSTOMERS)}>
      {({ customerDashboard: { geography } }) => <Geography countries={geography} />}
    </Widget>
  );
}

function Geography({ countries }: { countries: Country[] }) {
  const [chosen, choose] = useState<string | null>(null);
  return (
    <div className="geography">
      <WorldMap countries={countries} chosen={chosen} onChoose={choose} />
      <Grid countries={countries} chosen={chosen} onChoose={choose} />
    </div>
  );
}

const COLUMNS: Column<Country>[] = [
  { id: "country", title: "Country", cell: countryName },
  { id: "customers", title: "Customers", numeric: true, cell: ({ customers }) => <Figure value={customers} /> },
  { id: "share", title: "Share", numeric: true, cell: ({ share }) => <Figure value={share} kind="percent" /> },
  { id: "newCustomers", title: "New customers", numeric: true, cell: ({ newCustomers }) => <Figure value={newCustomers} /> },
  { id: "orders", title: "Orders", numeric: true, cell: ({ orders }) => <Figure value={orders} /> },
  { id: "normalizedHours", title: "Normalized hours", numeric: true, cell: ({ normalizedHours }) => <Figure value={normalizedHours} /> },
  { id: "rawHours", title: "Raw hours", numeric: true, cell: ({ rawHours }) => <Figure value={rawHours} /> },
];

interface GridProps {
  countries: Country[];
  chosen: string | null;
  onChoose(code: string | null): void;
}

function Grid({ countries, chosen, onChoose }: GridProps) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLocaleLowerCase();
  const found = countries.filter((each) => countryName(each).toLocaleLowerCase().includes(wanted));
  return (
    <div className="grid">
      <input type="search" className="search" aria-label="Search countries" placeholder="Search countries" value={text}
        onChange={(event) => setText(event.target.value)} />
      {!found.length && <p className="empty" role="status">No country is called so.</p>}
      <Table caption="Customers by country" columns={COLUMNS} rows={found} rowKey={keyOf} selected={chosen}
        onSelect={(row) => onChoose(keyOf(row) === chosen ? null : keyOf(row))} />
    </div>
  );
}

const keyOf = (each: Country): string => each.countryCode ?? countryName(each);
