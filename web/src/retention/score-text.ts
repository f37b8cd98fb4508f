// A score as a plain number of two decimals, as the category's ranking tells it.

const two = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** `0.25`. */
export function scoreText(score: number): string {
  return two.format(score);
}
