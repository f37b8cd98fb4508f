// The world, light to dark by customers; countries too small for the atlas are dots.
import type { EChartsOption } from "echarts";
import { exact, percent } from "../format";
import type { CustomerByGeographyQuery } from "../generated/types";
import type { Inks } from "./inks";
import { SMALL_COUNTRIES } from "./small-countries";
import type { View } from "./world";

export type Country = CustomerByGeographyQuery["customerDashboard"]["geography"][number];
export const WORLD = "world";

export const countryName = ({ country }: Country): string => country ?? "Unknown";

/** One country often has half of all customers; by their roots the others differ from each other too. */
const shade = (customers: number): number => Math.sqrt(customers);

function describe(country: Country | undefined, title: string): string {
  if (!country) return `${title}\nNo customers`;
  const share = country.share === null ? "" : ` (${percent(country.share)})`;
  return `${countryName(country)}\nCustomers: ${exact(country.customers)}${share}\nNew customers: ${exact(country.newCustomers)}`;
}

export function customerByGeographyOption(found: Country[], titles: ReadonlyMap<string, string>, chosen: string | null, view: View | null, inks: Inks): EChartsOption {
  const known = new Map(found.flatMap((each) => (each.countryCode ? [[each.countryCode, each] as const] : [])));
  const most = Math.max(1, ...[...known.values()].map(({ customers }) => customers));
  const outlined = [...known.values()].filter(({ countryCode }) => titles.has(countryCode ?? ""));
  const dots = [...known.values()].flatMap((each) => {
    const at = titles.has(each.countryCode ?? "") ? undefined : SMALL_COUNTRIES[each.countryCode ?? ""];
    return at ? [{ country: each, at }] : [];
  });
  const tell = (name: string) => describe(known.get(name), titles.get(name) ?? name);
  return {
    tooltip: { trigger: "item", formatter: (at) => (Array.isArray(at) ? "" : tell(at.name)) },
    visualMap: {
      type: "continuous", min: shade(0), max: shade(most), dimension: 0, seriesIndex: [0], calculable: false, hoverLink: false, left: 4, bottom: 4,
      orient: "horizontal", itemWidth: 10, itemHeight: 90, text: [exact(most), "1"], textGap: 6, textStyle: { color: inks.quiet, fontSize: 11 },
      inRange: { color: [inks.few, inks.many] },
    },
    geo: {
      map: WORLD, nameProperty: "name", roam: "move", left: 0, right: 0, top: 0, bottom: 20, preserveAspect: "contain",
      scaleLimit: { min: 1, max: 16 }, ...(view ? { center: view.center, zoom: view.zoom } : { zoom: 1 }),
      itemStyle: { areaColor: inks.land, borderColor: inks.surface, borderWidth: 0.5 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: undefined, borderColor: inks.chosen, borderWidth: 1.5 } },
      select: { disabled: true },
      regions: chosen === null ? [] : [{ name: chosen, itemStyle: { borderColor: inks.chosen, borderWidth: 2 } }],
      tooltip: { show: true, formatter: (at: { name: string }) => tell(at.name) },
    },
    series: [
      {
        type: "map", geoIndex: 0, map: WORLD, nameProperty: "name", name: "Customers", selectedMode: false,
        data: outlined.map((each) => ({ name: each.countryCode ?? "", value: shade(each.customers) })),
      },
      {
        type: "scatter", coordinateSystem: "geo", name: "Customers of small countries", symbolSize: 9,
        data: dots.map(({ country, at }) => ({
          name: country.countryCode ?? "", value: [...at, country.customers],
          itemStyle: { color: mix(inks.few, inks.many, shade(country.customers) / shade(most)), borderColor: country.countryCode === chosen ? inks.chosen : inks.quiet, borderWidth: country.countryCode === chosen ? 2.5 : 1 },
        })),
      },
    ],
  };
}

/** The colour that lies `part` of the way from one to another, both like #cfe2fb. */
function mix(one: string, other: string, part: number): string {
  const read = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const ends = read(other);
  return `rgb(${read(one).map((low, at) => Math.round(low + ((ends[at] ?? low) - low) * part)).join(", ")})`;
}
