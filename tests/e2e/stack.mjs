// What speed is measured on, and how figures are put together.
import { ct } from './dicom.mjs';
import { folder } from './page.mjs';

/** Rows and columns of a slice. */
export const SIDE = 512;

/** A folder of CT slices, so many a series. */
export function stack(count, each) {
  return folder(Object.fromEntries(Array.from({ length: count }, (_, i) => {
    const series = Math.floor(i / each);
    return [`S${series}/IM${i}`, ct(i + 1, { rows: SIDE, columns: SIDE, series: 2 + series })];
  })));
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
