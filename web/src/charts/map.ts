// The parts of ECharts that draw a map, apart from the others: a page that has one imports this file lazily.
import { MapChart } from "echarts/charts";
import { GeoComponent, VisualMapContinuousComponent } from "echarts/components";
import { registerMap, use } from "echarts/core";

use([MapChart, GeoComponent, VisualMapContinuousComponent]);

export { registerMap };
