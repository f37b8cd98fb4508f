// Whether an element is at least so wide, for charts that lay themselves out.
import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

export function useWide(place: RefObject<HTMLElement | null>, least: number): boolean {
  const [wide, setWide] = useState(true);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => setWide(element.clientWidth >= least);
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(element);
    return () => watching.disconnect();
  }, [place, least]);
  return wide;
}
