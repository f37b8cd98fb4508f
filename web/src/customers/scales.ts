// Axes with round steps: two of them that share their zero, so that a growth of zero lies where nobody is.

export interface Scale {
  min: number;
  max: number;
  interval: number;
}

const STEPS = 5;

/** The smallest round step (1, 2 or 5 times a power of ten) that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(12));
}

function reach(values: number[]): { low: number; high: number } {
  return { low: Math.max(0, ...values.map((each) => -each)), high: Math.max(0, ...values) };
}

function scale({ low, high }: { low: number; high: number }, below: number, above: number, least: number): Scale {
  const step = roundStep(Math.max(least, above ? high / above : 0, below ? low / below : 0));
  return { min: below ? -below * step : 0, max: above * step, interval: step };
}

/** The scales of counts on the left and of shares on the right: as many steps above and below zero on both. */
export function alignZero(counts: number[], shares: number[]): { left: Scale; right: Scale } {
  const left = reach(counts), right = reach(shares);
  const step = roundStep(Math.max(1, (left.low + left.high) / STEPS));
  const above = Math.max(1, Math.ceil(left.high / step));
  // a loss gets as much room as it needs beside the gains, up to half of the chart
  const lost = right.low > 0 ? Math.min(above, Math.ceil((above * right.low) / right.high)) : 0;
  const below = Math.max(Math.ceil(left.low / step), lost);
  return { left: scale(left, below, above, 1), right: scale(right, below, above, 0.01) };
}
