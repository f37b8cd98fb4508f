// What pages are made of.
export { Widget } from "./Widget";
export type { WidgetProps } from "./Widget";
export type { Download } from "./download";
export type { Shown } from "./shown";
export { Table } from "./Table";
export type { Column, Sort, TableProps } from "./Table";
export { Pager } from "./Pager";
export { usePages } from "./pages";
export type { Pages } from "./pages";
export { Tabs } from "./Tabs";
export type { Option } from "./Tabs";
export { Picker } from "./Picker";
export { Empty, Failed, NotEnough, Skeleton } from "./states";
export { notify } from "./notices";
