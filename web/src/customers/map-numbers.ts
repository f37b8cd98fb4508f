// The numbers of the map, as a table.
import type { Numbers } from "../charts";
import { exact, percent } from "../format";
import { countryName, type Country } from "./customer-by-geography-option";

export function mapNumbers(countries: Country[]): Numbers {
  return {
    columns: ["Country", "Customers", "Share", "New customers"],
    rows: countries.map((each) => [
      countryName(each), exact(each.customers), each.share === null ? null : percent(each.share), exact(each.newCustomers),
    ]),
  };
}
