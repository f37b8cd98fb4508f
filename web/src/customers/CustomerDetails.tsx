// The customers of the range, one row each: filtered, sorted and paged by the API.
import { useState } from "react";
import type { Address } from "../address";
import { useOwnQuestion, type Answer } from "../api/question";
import { CustomerDetailsDocument } from "../generated/documents";
import type { CustomerDetailsQuery } from "../generated/types";
import { Pager, Picker, Table, usePages, Widget } from "../widgets";
import { isAsked, type Asked } from "./asked";
import { CustomerDetailsFilter } from "./CustomerDetailsFilter";
import { DEFINITIONS } from "./definitions";
import { COLUMN_OPTIONS, columnsFor, usualColumns } from "./details-columns";
import { readDetailsFilter, type Texts } from "./details-filter";
import { readOrder, readRows, ROWS, toOrderBy } from "./details-order";
import { NO_CUSTOMERS } from "./emptiness";

interface Props {
  page: Answer<CustomerDetailsQuery>;
  asked: Asked;
  address: Address;
  owner: boolean;
}

export function CustomerDetails({ page, asked, address, owner }: Props) {
  const [texts, setTexts] = useState<Texts>({});
  const order = readOrder(address, owner);
  const filter = readDetailsFilter(address, asked.frame.filter, texts);
  const question = { range: asked.frame.range, filter, orderBy: toOrderBy(order), first: readRows(address) };
  const pages = usePages(question.first, question);
  const variables = { ...question, after: pages.after };
  // what the page failed to answer is asked again by asking the page again
  const answer = useOwnQuestion(CustomerDetailsDocument, variables, page, isAsked(asked, variables) || !page.data);
  const rows = answer.data?.customers;
  return (
    <Widget name="customer-details" title="Customer details" info={DEFINITIONS.details} answer={answer} wide
      document={CustomerDetailsDocument} variables={variables}
      download={{ report: "CUSTOMER_DETAILS", arguments: { range: question.range, filter, orderBy: question.orderBy } }}
      tools={<Tools address={address} owner={owner} />}>
      {({ customers: { nodes } }) => (
        <>
          <CustomerDetailsFilter address={address} owner={owner} texts={texts} onTexts={setTexts} />
          {nodes.length === 0 && <p className="empty" role="status">{NO_CUSTOMERS}</p>}
          <Table caption="Customer details" columns={columnsFor(readColumns(address, owner), owner)} rows={nodes}
            rowKey={({ customer }) => customer.customerId} numberedFrom={pages.from} sort={order}
            onSort={({ field, direction }) => address.set({ order: `${field}.${direction}` }, { replace: true })} />
          <Pager from={pages.from} count={nodes.length} total={rows?.totalCount} loading={answer.loading}
            hasNext={rows?.pageInfo.hasNextPage ?? false} onNext={() => pages.next(rows?.pageInfo.endCursor)}
            hasPrevious={pages.hasPrevious} onPrevious={pages.previous} />
        </>
      )}
    </Widget>
  );
}

function readColumns(address: Address, owner: boolean): string[] {
  const chosen = address.all("column");
  return chosen.length ? chosen : usualColumns(owner);
}

function Tools({ address, owner }: { address: Address; owner: boolean }) {
  return (
    <>
      <label className="rows">
        Rows
        <select value={readRows(address)} onChange={({ target }) => address.set({ rows: target.value }, { replace: true })}>
          {ROWS.map((rows) => <option key={rows} value={rows}>{rows}</option>)}
        </select>
      </label>
      <Picker label="Columns" options={COLUMN_OPTIONS} values={readColumns(address, owner)}
        onChange={(column) => address.set({ column }, { replace: true })} />
    </>
  );
}
