/** The position of the largest of at least one value; of equal ones the first. */
export function largestAt(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
