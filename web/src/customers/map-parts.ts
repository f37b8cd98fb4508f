// What draws the map and its dots, apart from other charts: loaded when there is a map.
import { ScatterChart } from "echarts/charts";
import { use } from "echarts/core";

use([ScatterChart]);

export { registerMap } from "../charts/map";
