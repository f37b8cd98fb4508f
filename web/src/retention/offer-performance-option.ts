// The line of a category's offers by retention score, and where the offer stands on it.
import type { EChartsOption } from "echarts";
import { exact } from "../format";
import type { Inks } from "./inks";
import { scoreText } from "./score-text";

export interface Bucket {
  from: number;
  to: number;
  offers: number;
}

/** "Your score: 0.25. Your offer is ahead of 2,002 offers": the words at the vertical line. */
export function standingText(score: number, offersBehind: number): string {
  return `Your score: ${scoreText(score)}. Your offer is ahead of ${exact(offersBehind)} ${offersBehind === 1 ? "offer" : "offers"}`;
}

/** "0.2 to below 0.3"; the last bucket holds 1 alone. */
export function bucketText({ from, to }: Bucket): string {
  return from === to ? scoreText(from) : `${scoreText(from)} to below ${scoreText(to)}`;
}

export function offerPerformanceOption(buckets: Bucket[], score: number, offersBehind: number, inks: Inks): EChartsOption {
  const [first = "", second = ""] = standingText(score, offersBehind).split(". ");
  return {
    grid: { left: 8, right: 20, top: 44, bottom: 28, containLabel: true },
    tooltip: {
      trigger: "axis",
      formatter: (found) => {
        const bucket = buckets[(Array.isArray(found) ? found[0] : found)?.dataIndex ?? -1];
        return bucket ? `Score ${bucketText(bucket)}\n${exact(bucket.offers)} ${bucket.offers === 1 ? "offer" : "offers"}` : "";
      },
    },
    xAxis: { type: "value", min: 0, max: 1, interval: 0.2, name: "Retention score", nameLocation: "middle", nameGap: 28, axisLabel: { formatter: (value: number) => scoreText(value) } },
    yAxis: { type: "value", name: "Offers", nameTextStyle: { align: "left" }, minInterval: 1 },
    series: [{
      type: "line",
      name: "Offers",
      color: inks.line,
      // a bucket is drawn at its middle
      data: buckets.map(({ from, to, offers }) => [(from + to) / 2, offers]),
      symbolSize: 7,
      markLine: {
        symbol: "none",
        data: [{ xAxis: score }],
        lineStyle: { color: inks.here, width: 2, type: "solid" },
        label: { formatter: `${first}.\n${second}`, position: "end", align: score > 0.6 ? "right" : score < 0.3 ? "left" : "center", color: inks.text, fontWeight: "bold", lineHeight: 15 },
      },
    }],
  };
}
