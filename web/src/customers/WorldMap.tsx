// The map: moved by dragging, zoomed by its buttons or the wheel with Ctrl, and to the country that is chosen.
import { useEffect, useMemo, useRef, useState } from "react";
import { Chart, type EChartsType } from "../charts";
import { Skeleton } from "../widgets";
import { customerByGeographyOption, WORLD, type Country } from "./customer-by-geography-option";
import { mapNumbers } from "./map-numbers";
import { SMALL_COUNTRIES } from "./small-countries";
import { useInks } from "./useInks";
import { useWide } from "./useWide";
import { loadWorld, viewOf, type View, type World } from "./world";

interface Props {
  countries: Country[];
  /** The letters of the country that the map shows near. */
  chosen: string | null;
  onChoose(code: string | null): void;
}

export function WorldMap(props: Props) {
  const [world, setWorld] = useState<World | null>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    Promise.all([loadWorld(), import("./map-parts")]).then(
      ([found, { registerMap }]) => {
        // ECharts has a narrower type of its own for the same thing
        registerMap(WORLD, found as Parameters<typeof registerMap>[1]);
        setWorld(found);
      },
      () => setMissing(true),
    );
  }, []);
  if (missing) return <p className="empty" role="status">The map could not be loaded; the countries are in the table.</p>;
  return world ? <Atlas {...props} world={world} /> : <Skeleton />;
}

/** Near enough to see a dot among its neighbours. */
const DOT_ZOOM = 8;

function find(world: World, code: string | null): View | null {
  if (code === null) return null;
  const at = SMALL_COUNTRIES[code];
  return viewOf(world, code) ?? (at ? { center: [...at], zoom: DOT_ZOOM } : null);
}

function Atlas({ countries, chosen, onChoose, world }: Props & { world: World }) {
  const inks = useInks();
  const [chart, setChart] = useState<EChartsType | null>(null);
  const titles = useMemo(() => new Map(world.features.map(({ properties }) => [properties.name, properties.title])), [world]);
  const option = useMemo(
    () => customerByGeographyOption(countries, titles, chosen, find(world, chosen), inks),
    [countries, titles, chosen, world, inks],
  );
  const place = useWheel(chart), wide = useWide(place, 520);
  return (
    <div className="map" ref={place}>
      <div className="map-tools" role="group" aria-label="Map">
        <button type="button" className="icon" aria-label="Zoom in" onClick={() => zoom(chart, 1.6)}>+</button>
        <button type="button" className="icon" aria-label="Zoom out" onClick={() => zoom(chart, 1 / 1.6)}>−</button>
        <button type="button" className="icon" aria-label="Home: the whole world" onClick={() => {
          onChoose(null);
          chart?.setOption({ geo: { center: null, zoom: 1 } });
        }}>⌂</button>
      </div>
      <Chart option={option} height={wide ? 400 : 240} label="Customers by country" numbers={mapNumbers(countries)} onReady={setChart}
        onSelect={({ name }) => countries.some(({ countryCode }) => countryCode === name) && onChoose(name)} />
    </div>
  );
}

/** Zooms about the middle of the map, or about a point of it. */
function zoom(chart: EChartsType | null, factor: number, at?: { x: number; y: number }): void {
  if (!chart) return;
  const { x, y } = at ?? { x: chart.getWidth() / 2, y: chart.getHeight() / 2 };
  chart.dispatchAction({ type: "geoRoam", componentType: "geo", geoIndex: 0, zoom: factor, originX: x, originY: y });
}

/** The wheel alone scrolls the page; with Ctrl, or by pinching, it zooms the map. */
function useWheel(chart: EChartsType | null) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey || !(event.target instanceof HTMLCanvasElement)) return;
      event.preventDefault();
      zoom(chart, event.deltaY < 0 ? 1.2 : 1 / 1.2, { x: event.offsetX, y: event.offsetY });
    };
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [chart]);
  return place;
}
