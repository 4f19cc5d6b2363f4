// CT slices, on the page and looked at, with the Save step in view: where the tests of saving begin.
import { ct } from './dicom.mjs';
import { clearGlanced, filesIn, folder, go, open } from './page.mjs';

/** A folder of so many slices of one series. */
export function slices(count) {
  return { count, ...folder(Object.fromEntries(Array.from({ length: count }, (_, i) => [`IM${i}`, ct(i + 1)]))) };
}

/** Has them taken in, looked at and decided on an open page, and goes to Save. */
export async function decided(page, files) {
  await page.getByTestId('intake-folder').setInputFiles(files.path);
  await filesIn(page, files.count);
  await clearGlanced(page);
  await go(page, 'Save');
}

/** A new page with all of that done; `first` runs before the page's own script. */
export async function ready(browser, url, files, first) {
  const opened = await open(browser, url, first);
  await decided(opened.page, files);
  return opened;
}

/** Waits until the page says something. */
export const says = (page, words) => page.getByText(words).first().waitFor();

/** Waits for the title of what came of saving. */
export const heading = (page, words) => page.getByRole('heading', { level: 1, name: words }).waitFor();
