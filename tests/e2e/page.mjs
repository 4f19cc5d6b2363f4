// Opens the built page in headless Chromium, from a file or from a server, and drives it by its data-testids.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serve } from '../../www/serve.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const ORIGINS = ['file', 'http'];

// What lies under the address bar is two pages of the browser's own, in a process each: more work than ours, in every
// window. Of switches of one name the last counts, so what Playwright wants disabled is named again.
const DISABLED = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter',
  'NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning'];

export const ARGUMENTS = [`--disable-features=${DISABLED.join(',')}`, '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// What the browser says while all is well: the page tries its own policy at its start, and its server's header puts it
// in a sandbox, which the browser takes for that of a frame. And tests read canvases.
const EXPECTED = ['data:,Darkroom-checks-that-this-is-refused', 'can escape its sandboxing', 'willReadFrequently'];

const require = createRequire(import.meta.url);

/** Playwright's Chromium: loaded by the first who starts one, and not imported, which takes half a second more. */
export const playwright = () => require('playwright-core').chromium;

/** The whole Chromium, which draws windows that nobody sees. Set by build.sh. */
export const WHOLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The same engine without windows, which takes half the processor's time; without extensions and pickers, too. */
export const SHELL = process.env.CHROMIUM_SHELL || WHOLE;

// The engine is compiled anew for nearly every page: it is a compiler's work and whole, and is not checked in each of
// them before it runs. In the whole browser it is, as a user's is.
const LAZY = ['--js-flags=--wasm-lazy-validation'];

export function launch(options = {}) {
  const { args = [], executablePath = SHELL, ...rest } = options;
  const quicker = executablePath === SHELL && SHELL !== WHOLE ? LAZY : [];
  return playwright().launch({ executablePath, headless: true, args: [...ARGUMENTS, ...quicker, ...args], ...rest });
}

/** A browser with a profile in a folder, in which an extension (a folder too) may be installed. */
export function launchProfile(profile, { extension, executablePath = WHOLE } = {}) {
  const args = extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : [];
  // Not by the option `headless`, which has the browser go without extensions.
  return playwright().launchPersistentContext(profile, {
    executablePath,
    headless: false,
    viewport: { width: 1280, height: 800 },
    ignoreDefaultArgs: ['--disable-extensions'],
    args: ['--headless=new', ...ARGUMENTS, ...args],
  });
}

/** A browser with an add-on, in a profile of its own beside it. */
export function launchWith(addOn) {
  return launchProfile(`${addOn}-profile`, { extension: addOn });
}

let listening;

/**
 * The page's address on an origin, how often its server was asked for something, and how to let go of it. There is one
 * server for all who ask, which ends with them: a browser that has compiled what it serves need not do so again.
 */
export async function address(origin) {
  if (origin === 'file') return { url: pathToFileURL(join(ROOT, 'dist/darkroom.html')).href, requests: () => 0, close: () => {} };
  listening ??= serve(0).then((server) => server.unref());
  const server = await listening;
  let requests = 0;
  const count = () => { requests += 1; };
  server.on('request', count);
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { url, requests: () => requests, close: () => server.off('request', count) };
}

/** Closes a server, with what a browser may still have open to it. */
export function shut(server) {
  server.close();
  server.closeAllConnections();
}

/** Writes files (place → bytes) into a new folder and answers with its path. */
export function folder(files) {
  const path = mkdtempSync(join(tmpdir(), 'darkroom-'));
  for (const [place, bytes] of Object.entries(files)) {
    const file = join(path, 'export', place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return { path: join(path, 'export'), remove: () => rmSync(path, { recursive: true, force: true }) };
}

const contexts = new WeakMap();

const newContext = (browser) => browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });

/** The one that a browser's pages share, as a person's do. */
async function contextOf(browser) {
  if (!contexts.has(browser)) {
    const context = await newContext(browser);
    context.once('close', () => contexts.delete(browser));
    contexts.set(browser, context);
  }
  return contexts.get(browser);
}

/** Runs before the page's own script: the rest after which it searches for burned-in text (REST) never ends. */
function rest() {
  const after = globalThis.setTimeout;
  globalThis.setTimeout = (run, time, ...given) => (time === 1237 ? 0 : after(run, time, ...given));
}

/**
 * Opens the page, in which `first` runs before its own script; collects everything that it complains of. `apart` from
 * others it finds no files that they have written, and no lock of theirs. It `searches` for burned-in text only where
 * that is what is tested: it takes a processor's time.
 */
export async function open(browser, url, first, { apart = false, searches = false } = {}) {
  const context = apart ? await newContext(browser) : await contextOf(browser);
  const page = await context.newPage();
  if (!searches) await page.addInitScript(rest);
  if (first) await page.addInitScript(first);
  const complaints = [];
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !EXPECTED.some((words) => message.text().includes(words))) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.getByTestId('drop-zone').waitFor();
  return { page, complaints, close: () => (apart ? context : page).close() };
}

/** The figures of the equation; doubles only where there are any. */
export async function counts(page) {
  const summary = page.getByTestId('summary');
  const figure = async (name) => Number(await summary.getAttribute(`data-${name}`));
  return {
    in: await figure('in'), cleaned: await figure('cleaned'), held: await figure('held'),
    deleted: await figure('deleted'), notDicom: await figure('not-dicom'),
    ...(await figure('doubles') ? { doubles: await figure('doubles') } : {}),
  };
}

/** Waits until as many files are in, and all of them have been read. */
export async function filesIn(page, count) {
  await page.waitForFunction((wanted) => {
    const summary = document.querySelector('[data-testid=summary]');
    return Number(summary?.dataset.in) === wanted && summary.dataset.reading !== 'true';
  }, count, { timeout: 60_000 });
}

/** Paints a rectangle, given in stored pixels, on the picture in view. */
export async function paint(page, [x, y, width, height]) {
  const viewer = page.getByTestId('viewer');
  await page.getByTestId('tool-rectangle').click();
  const box = await viewer.boundingBox();
  const columns = Number(await viewer.getAttribute('data-columns'));
  const rows = Number(await viewer.getAttribute('data-rows'));
  const at = (px, py) => [box.x + (px / columns) * box.width, box.y + (py / rows) * box.height];
  await page.mouse.move(...at(x, y));
  await page.mouse.down();
  await page.mouse.move(...at(x + width / 2, y + height / 2), { steps: 3 });
  await page.mouse.move(...at(x + width, y + height), { steps: 3 });
  await page.mouse.up();
}

/** Clears the glance series: opens their contact sheet, looks at every picture of it, and says that they are fine. */
export async function clearGlanced(page) {
  const button = page.getByTestId('clear-all-glanced');
  if (!await button.count()) return;
  await button.click();
  await clearSheet(page);
}

/** Looks at every picture of the open contact sheet, and says that they are fine. */
export async function clearSheet(page) {
  const unseen = page.locator('[data-testid=sheet-tile]:not([data-seen=true])');
  while (await unseen.count()) {
    // The last of them may have been seen just now.
    const tile = await unseen.first().elementHandle({ timeout: 1000 }).catch(() => undefined);
    if (!tile) continue;
    // Again and again: it may go with its series meanwhile, or be moved by others that do.
    await page.waitForFunction((tile) => {
      tile.scrollIntoView({ block: 'center' });
      return !tile.isConnected || tile.dataset.seen === 'true';
    }, tile, { polling: 200 });
  }
  const button = page.getByTestId('clear-all-glanced');
  await button.click();
  await button.waitFor({ state: 'detached' });
}

/** Has all of the shown series on screen, by the one press that is offered each time; answers with how many it took. */
export async function seeAll(page) {
  const clear = page.getByTestId('clear-series');
  const rest = page.locator('[data-testid=see-rest]:not(.unseen):not([aria-disabled=true])');
  let presses = 0;
  for (;;) {
    await clear.and(page.locator(':not([aria-disabled=true])')).or(rest).first().waitFor();
    if (await clear.getAttribute('aria-disabled') !== 'true') return presses;
    // As long as a person takes to read it: while a picture is laid out, the button may say something else for a moment.
    const words = await rest.textContent({ timeout: 1000 }).catch(() => undefined);
    await page.waitForTimeout(150);
    if (!words || await rest.textContent({ timeout: 1000 }).catch(() => undefined) !== words) continue;
    // What was asked for may come to be seen meanwhile, and the button goes.
    if (await rest.click({ timeout: 1000 }).then(() => true, () => false)) presses += 1;
    await page.waitForTimeout(50);
  }
}

/** Looks at all of the shown series, then says that nothing identifying is left. */
export async function lookAndClear(page) {
  await seeAll(page);
  await page.getByTestId('clear-series').click();
}

/** Goes to a step by its tab. */
export async function go(page, step) {
  await page.getByRole('button', { name: new RegExp(`^${step}`) }).first().click();
}

/** Presses the zip button and answers with the downloaded bytes. */
export async function deliverZip(page) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.getByTestId('deliver-zip').click()]);
  return readFileSync(await download.path());
}
