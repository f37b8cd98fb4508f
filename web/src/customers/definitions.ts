// What the widgets show, in the words of the metrics' definitions.

const OF_THE_RANGE =
  "Customers of the range: active at the end of the month before it, or with an acquisition or usage in it.";
const MEASURE = "Orders: number of orders acquired in the range, whatever became of them. Normalized usage: hours of usage, multiplied by the cores used. Raw usage: hours of usage as metered.";
const STATUS =
  "Each customer active at the end of the month before, or who acquired something in the month, is in exactly one class.\n" +
  "Churned: not active at the end of the month (of an unfinished month: on the last day there is data for), that is, everything held was canceled in it.\n" +
  "Else new: the first acquisition ever, under the filter, was in the month. Else existing.";
const GROWTH =
  "Growth is that of active customers. From previous: (this month - the month before) / the month before. From start: (this month - the first month of the range) / the first month of the range.";

export const DEFINITIONS = {
  summary: `Active, new and existing of the last month; churned is the sum over the range's months. Active customers hold at least one acquisition that is not canceled.\n${STATUS}\n${GROWTH}`,
  geography: `${OF_THE_RANGE}\nBy country: customers, their share, new in the range (first acquisition in it), orders and hours. An unknown country is a row of its own; the shares add up to 1.`,
  trends: `${STATUS}\nAlways active = new + existing at the end of a month.\n${GROWTH}\nA hatched month is not finished.`,
  concentration: `${OF_THE_RANGE}\nSorted by the measure, largest first, ties by id, and cut into ten bands of as many customers each; those with 0 count. Per band: its value and the cumulative share of the total.\n${MEASURE}`,
  leaders: `${OF_THE_RANGE}\nThe 50 largest by the measure, zeros included: rank is the position, the share is that of all customers.\n${MEASURE}`,
  profile: "Who the chosen customer is. Dates and status are lifetime, whatever range and filter. Personal fields are shown to owners, if the customer gave consent and is not protected.",
  ordersByPlans: "Orders of the range by plan, of the chosen customer or of all: the five plans with the highest value, the others as one rest.",
  seatsByPlans: "Seats by plan, of the chosen customer or of all: quantity of orders of the range not canceled on its last day. The five plans with the highest value, the others as one rest.",
  types: `The measure per month: new, if the earlier of the customer's first acquisition and first usage, under the filter, falls in that month, else existing. A hatched month is not finished.\n${MEASURE}`,
  details: `${OF_THE_RANGE}\nOne row per customer, newest date acquired first. Date lost is the day the last active acquisition was canceled, only while none is active; it, active and reactivated are those at the range's end.`,
} as const;
