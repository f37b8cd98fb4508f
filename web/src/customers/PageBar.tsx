// The bar of the page: range and filters, all of them in the address.
import type { Address } from "../address";
import type { Answer } from "../api/question";
import { day } from "../format";
import type { CustomersPageBarQuery } from "../generated/types";
import type { Frame } from "./asked";
import { FilterPicker } from "./FilterPicker";
import { countFilters, DORMANT, FILTERS, noFilters } from "./filters";
import { RangeChoice } from "./RangeChoice";

interface Props {
  page: Answer<CustomersPageBarQuery>;
  frame: Frame;
  address: Address;
}

export function PageBar({ page, frame, address }: Props) {
  const count = countFilters(address);
  const dormant = frame.filter?.dormant;
  return (
    <div className="page-bar" role="group" aria-label="Range and filters">
      <RangeChoice address={address} first={page.data?.dataset.firstDay} last={page.data?.dataset.asOf} />
      {FILTERS.map((name) => (
        <FilterPicker key={name} name={name} frame={frame} offered={page.data?.customerDashboard.filterOptions} values={address.all(name)}
          onChange={(values) => address.set({ [name]: values })} />
      ))}
      {dormant && (
        <button type="button" className="chip" aria-label="Remove the filter of dormant customers"
          onClick={() => address.set(Object.fromEntries(DORMANT.map((name) => [name, null])))}>
          Dormant in {(dormant.granularity ?? "DAY").toLowerCase()} {dormant.period} of {dormant.offerId} <span aria-hidden="true">×</span>
        </button>
      )}
      {count > 0 && (
        <>
          <span role="status">{count} {count === 1 ? "filter" : "filters"} applied</span>
          <button type="button" onClick={() => address.set(noFilters())}>Reset filters</button>
        </>
      )}
      {page.data && <span className="faint as-of">Data up to {day(page.data.dataset.asOf)}</span>}
    </div>
  );
}
