// Why a widget has nothing to show, and what to do about it.

export const NO_CUSTOMERS =
  "No customers in this range under these filters. Choose more months or reset the filters; where nothing was ever loaded, load the orders, usage and customers reports.";

export const NO_ORDERS = "No orders in this range. Choose more months, or load the orders report.";

export const NO_USAGE = "No usage in this range. Choose more months, or load the usage report.";

export const noMeasure = (measure: string): string => (measure === "ORDERS" ? NO_ORDERS : NO_USAGE);
