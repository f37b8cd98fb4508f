// The fifty largest customers; the chosen one is whom the profile and the plans are about.
import { useState } from "react";
import type { Address } from "../address";
import type { Answer } from "../api/question";
import { exact, percent, short } from "../format";
import { LeaderBoardDocument } from "../generated/documents";
import type { LeaderBoardQuery, Measure } from "../generated/types";
import { Table, Tabs, Widget, type Column } from "../widgets";
import type { Frame } from "./asked";
import { DEFINITIONS } from "./definitions";
import { NO_CUSTOMERS } from "./emptiness";
import { ACCESS_LABELS, ACCESS_REASONS } from "./masking";
import { byMeasure, firstMeasure, MEASURE_TABS, MEASURE_UNITS, readMeasure } from "./measures";

type Dashboard = LeaderBoardQuery["customerDashboard"];
type Leaders = Dashboard["leadersByOrders"];
type Entry = Leaders["entries"][number];

interface Props {
  answer: Answer<LeaderBoardQuery>;
  frame: Frame;
  address: Address;
}

function chooseMeasure(address: Address, found: Dashboard | undefined): Measure {
  const chosen = readMeasure(address.get("leaders"));
  if (chosen || !found) return chosen ?? "ORDERS";
  return firstMeasure(found.leadersByOrders.total, found.leadersByNormalizedUsage.total, found.leadersByRawUsage.total);
}

export function LeaderBoard({ answer, frame, address }: Props) {
  const measure = chooseMeasure(address, answer.data?.customerDashboard);
  const pick = (found: Dashboard) => byMeasure(measure, found.leadersByOrders, found.leadersByNormalizedUsage, found.leadersByRawUsage);
  return (
    <Widget name="leader-board" title="Leader board" info={DEFINITIONS.leaders} answer={answer}
      document={LeaderBoardDocument} variables={frame} download={{ report: "LEADERBOARD", arguments: { ...frame, measure } }}
      tools={<Tabs label="Measure of the leader board" options={MEASURE_TABS} value={measure}
        onChange={(value) => address.set({ leaders: value }, { replace: true })} />}
      empty={({ customerDashboard }) => (pick(customerDashboard).entries.length ? null : NO_CUSTOMERS)}>
      {({ customerDashboard }) => (
        <Leaders leaders={pick(customerDashboard)} measure={measure} chosen={address.get("leader")}
          onChoose={(leader) => address.set({ leader }, { replace: true })} />
      )}
    </Widget>
  );
}

interface LeadersProps {
  leaders: Leaders;
  measure: Measure;
  chosen: string | null;
  onChoose(customerId: string | null): void;
}

/** A row: a leader, or all customers, who have no id. */
interface Row {
  customerId: string;
  rank: string;
  entry: Entry | null;
}

const ALL: Row = { customerId: "", rank: "All", entry: null };

/** What the search looks at is what the row shows. */
function nameOf({ customer: { companyName, customerId, personalData } }: Entry): string {
  return personalData === "VISIBLE" ? (companyName ?? customerId) : customerId;
}

function Leaders({ leaders, measure, chosen, onChoose }: LeadersProps) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLocaleLowerCase();
  const found = leaders.entries.filter((entry) => nameOf(entry).toLocaleLowerCase().includes(wanted));
  const rows = [ALL, ...found.map((entry) => ({ customerId: entry.customer.customerId, rank: String(entry.rank), entry }))];
  return (
    <>
      <input type="search" className="search" aria-label="Search the leader board" placeholder="Search customers" value={text}
        onChange={(event) => setText(event.target.value)} />
      {!found.length && <p className="empty" role="status">None of the leaders is called so.</p>}
      <Table caption="Leader board" columns={columnsOf(leaders, measure)} rows={rows} rowKey={({ customerId }) => customerId}
        selected={chosen ?? ""} onSelect={({ customerId }) => onChoose(customerId || null)} />
    </>
  );
}

function columnsOf(leaders: Leaders, measure: Measure): Column<Row>[] {
  return [
    { id: "rank", title: "RANK", cell: ({ rank }) => rank },
    { id: "customer", title: "Customer", cell: ({ entry }) => (entry ? <Name entry={entry} /> : "All customers") },
    {
      id: "value", title: `${MEASURE_UNITS[measure]} (share)`, numeric: true,
      cell: ({ entry }) => (entry ? <Value value={entry.value} share={entry.share} /> : <Value value={leaders.total} share={Number(leaders.total) ? 1 : null} />),
    },
  ];
}

function Name({ entry }: { entry: Entry }) {
  const { personalData } = entry.customer;
  const name = nameOf(entry);
  if (personalData === "VISIBLE") return <span className="name" title={name}><span>{name}</span></span>;
  return (
    <span className="name" title={`${name}: ${ACCESS_REASONS[personalData]}`}>
      <span>{name}</span>{personalData === "PROTECTED" && <span className="mark">{ACCESS_LABELS.PROTECTED}</span>}
    </span>
  );
}

function Value({ value, share }: { value: string; share: number | null }) {
  return <span className="figure" title={exact(value)}>{short(value)}{share !== null && ` (${percent(share)})`}</span>;
}
