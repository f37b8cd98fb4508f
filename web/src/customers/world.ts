// The countries of the world as shapes: the atlas, loaded when a map is shown, with the two letters of each country as its name.
import atlas from "world-atlas/countries-110m.json?url";
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { codeOf } from "./country-codes";

export interface Country {
  name: string;
  title: string;
}
export type World = FeatureCollection<Polygon | MultiPolygon, Country>;

/** Where a map shows a country: its middle, and how often the whole world's size. */
export interface View {
  center: [number, number];
  zoom: number;
}

let loading: Promise<World> | undefined;

/** The world, without the Antarctic; loaded once, and again after a failure. */
export function loadWorld(): Promise<World> {
  loading ??= fetchWorld().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchWorld(): Promise<World> {
  const response = await fetch(atlas);
  if (!response.ok) throw new Error(`the map is not there: ${response.status}`);
  const topology = (await response.json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const found = feature(topology, topology.objects.countries);
  const features = found.features.flatMap((each) => {
    const title = each.properties.name, name = codeOf(each.id, title) ?? title;
    if (name === "AQ" || (each.geometry.type !== "Polygon" && each.geometry.type !== "MultiPolygon")) return [];
    return [{ type: "Feature" as const, geometry: unwrap(each.geometry), properties: { name, title } }];
  });
  return { type: "FeatureCollection", features };
}

/** Countries on both sides of the 180th meridian in one piece, beyond it: else their borders cross the whole map. */
function unwrap(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  if (geometry.type === "Polygon") return { ...geometry, coordinates: geometry.coordinates.map(unwrapRing) };
  return { ...geometry, coordinates: geometry.coordinates.map((rings) => rings.map(unwrapRing)) };
}

function unwrapRing(ring: Position[]): Position[] {
  const xs = ring.map(([x]) => x ?? 0);
  const crosses = xs.some((x, index) => Math.abs(x - (xs[index - 1] ?? x)) > 180);
  return crosses ? ring.map(([x = 0, y = 0]) => [x < 0 ? x + 360 : x, y]) : ring;
}

function outlines({ geometry }: Feature<Polygon | MultiPolygon, Country>): Position[][] {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap((rings) => rings.slice(0, 1));
}

function boundsOf(outline: Position[]): { west: number; east: number; south: number; north: number; size: number } {
  const xs = outline.map(([x]) => x ?? 0), ys = outline.map(([, y]) => y ?? 0);
  const west = Math.min(...xs), east = Math.max(...xs), south = Math.min(...ys), north = Math.max(...ys);
  return { west, east, south, north, size: (east - west) * (north - south) };
}

const LARGEST_ZOOM = 12;

/** Where the largest part of a country is: France without Guiana, the United States without Alaska. */
export function viewOf(world: World, code: string): View | null {
  const country = world.features.find((each) => each.properties.name === code);
  if (!country) return null;
  const parts = outlines(country).map(boundsOf).sort((one, other) => other.size - one.size);
  const largest = parts[0];
  if (!largest) return null;
  const { west, east, south, north } = largest;
  const zoom = Math.min(LARGEST_ZOOM, 180 / (east - west), 70 / (north - south));
  return { center: [(west + east) / 2, (south + north) / 2], zoom: Math.max(1, zoom) };
}
