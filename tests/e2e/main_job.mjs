// The main job, once for every browser: files and a zip go in, a rectangle is painted by the mouse, the rest is done by
// keys, and two zips come out, one after the other, which are read by another reader.
//
// A browser is driven through few things: `goto(url)`, `evaluate(function, ...values)`, `setFiles(testId, paths)`,
// `pointer(points)`, which presses at the first, moves over the others and lets go at the last, `press(key)`, `saved()`,
// the finished downloads as { name, path }, `screenshot(path)` and `close()`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOKENS, ct, parse, ultrasound } from './dicom.mjs';
import { folder } from './page.mjs';
import { paper, unzip, zip } from './zip.mjs';

const RECTANGLE = [10, 5, 40, 12];
const FRAMES = 2;
const PATIENCE = 60_000;
const PACE = 150;

/** Waits until a function of the page gives something, and answers with it. */
export async function until(browser, what, wanted, ...values) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await browser.evaluate(wanted, ...values);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}; the page says: ${await text(browser)}`);
    await sleep(30);
  }
}

/** What the page says. */
export function text(browser) {
  return browser.evaluate(() => document.body.innerText.replaceAll(/\s+/g, ' '));
}

/** Clicks in the middle of what a selector finds first. */
export async function click(browser, selector) {
  const middle = await until(browser, selector, (wanted) => {
    const element = document.querySelector(wanted);
    if (!element || element.getAttribute('aria-disabled') === 'true') return null;
    element.scrollIntoView({ block: 'nearest' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }, selector);
  await browser.pointer([middle]);
}

/** Does what saves a zip; its name and bytes once its end is there: not every browser writes elsewhere first. */
export async function download(browser, act) {
  const before = (await browser.saved()).length;
  await act();
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const last = (await browser.saved()).slice(before).at(-1);
    const bytes = last ? readFileSync(last.path) : Buffer.alloc(0);
    if (bytes.subarray(-22).indexOf('PK\x05\x06', 'latin1') === 0) return { name: last.name, bytes };
    await sleep(50);
  }
  throw new Error(`nothing whole was saved; the page says: ${await text(browser)}`);
}

/** Two ultrasound cines and two CT slices as files, two more slices in a zip; 6 images of 7 files. */
function study() {
  return folder({
    US1: ultrasound(1, { frames: FRAMES }),
    US2: ultrasound(2, { frames: FRAMES }),
    CT1: ct(1),
    CT2: ct(2),
    'more.zip': zip({ CT3: ct(3), CT4: ct(4), 'readme.txt': Buffer.from('hello') }),
  });
}

/** Puts the study in, and paints a rectangle through the ultrasound series. */
export async function putInAndPaint(browser, files) {
  const names = ['US1', 'US2', 'CT1', 'CT2', 'more.zip'];
  await browser.setFiles('intake-files', names.map((name) => join(files.path, name)));
  await until(browser, 'all files are read', () => {
    const { in: count, reading } = document.querySelector('[data-testid=summary]')?.dataset ?? {};
    return count === '7' && reading !== 'true';
  });
  assert.deepEqual(await figures(browser), { cleaned: 0, held: 0, notDicom: 1 });
  await click(browser, '[data-testid=series][data-modality=US]');
  const place = () => until(browser, 'the picture', () => {
    const viewer = document.querySelector('[data-testid=viewer]');
    const reach = document.querySelector('[data-testid=reach]');
    if (viewer?.dataset.columns !== '80' || !reach) return null;
    reach.value = 'series';
    reach.dispatchEvent(new Event('change', { bubbles: true }));
    const { x, y, width, height } = viewer.getBoundingClientRect();
    return [x, y, width / 80, height / 60];
  });
  // Until it stands still: what comes above or beside it moves it.
  let box = await place();
  for (let before; String(before) !== String(box);) {
    before = box;
    await sleep(PACE);
    box = await place();
  }
  await browser.press('r');
  const at = (x, y) => [box[0] + x * box[2], box[1] + y * box[3]];
  const [x, y, width, height] = RECTANGLE;
  await browser.pointer([at(x, y), at(x + width / 2, y + height / 2), at(x + width, y + height)]);
  await until(browser, 'the rectangle', () => document.querySelector('.regions .choose'));
}

/** Looks at everything by keys alone. A key that comes too early does nothing, and so is pressed again. */
async function lookAtAll(browser) {
  const goOn = async (what, key, isDone) => {
    for (const end = Date.now() + PATIENCE; !await browser.evaluate(isDone); await sleep(PACE)) {
      if (Date.now() > end) throw new Error(`pressed in vain for: ${what}; the page says: ${await text(browser)}`);
      const pressed = await browser.evaluate(key);
      if (pressed) await browser.press(pressed);
    }
  };
  await goOn('the painted series is decided', () => {
    const isEnabled = (id) => document.querySelector(`[data-testid=${id}]:not(.unseen):not([aria-disabled=true])`);
    return (isEnabled('clear-series') && 'x') || (isEnabled('see-rest') && 'n');
  }, () => document.querySelector('[data-modality=US][data-state=redacted]') !== null);
  await goOn('the contact sheet is opened, seen and cleared', () => {
    const tiles = [...document.querySelectorAll('[data-testid=sheet-tile]')];
    tiles.find((tile) => tile.dataset.seen !== 'true')?.scrollIntoView();
    return document.querySelector('[data-testid=clear-all-glanced]:not([aria-disabled=true])') && 'n';
  }, () => document.querySelector('[data-modality=CT][data-state=cleared]') !== null);
}

/** The whole job on the page at an address. `seen` is told of places that are worth a look. */
export async function mainJob(browser, url, seen = async () => {}) {
  const files = study();
  try {
    await browser.goto(url);
    await until(browser, 'the page starts', () => document.querySelector('[data-testid=drop-zone]'));
    await seen('add');
    await putInAndPaint(browser, files);
    await seen('look');
    await lookAtAll(browser);
    await browser.press('4');
    const zips = [];
    for (const number of [1, 2]) {
      // Zips are named by the second.
      const second = () => browser.evaluate(() => new Date().getSeconds());
      for (const last = await second(); zips.length && await second() === last;) await sleep(50);
      zips.push(await download(browser, () => click(browser, '[data-testid=deliver-zip]')));
      const name = zips.at(-1).name.replace(/ ?\(\d\)/, '');
      await until(browser, `zip ${number} is told of`, (told) => document.body.innerText.includes(told), name);
    }
    await seen('save');
    for (const { name, bytes } of zips) {
      assert.match(name, /\.zip$/);
      check(unzip(bytes));
    }
    assert.deepEqual(await figures(browser), { cleaned: 6, held: 0, notDicom: 1 });
  } finally {
    files.remove();
  }
}

/** What became of the files. */
export function figures(browser) {
  return browser.evaluate(() => {
    const { cleaned, held, notDicom } = document.querySelector('[data-testid=summary]').dataset;
    return { cleaned: Number(cleaned), held: Number(held), notDicom: Number(notDicom) };
  });
}

/** Everything is in the zip, painted, and nothing of the patient. */
function check(out) {
  const images = [...out].filter(([name]) => name.endsWith('.dcm'));
  assert.equal(images.length, 6);
  for (const [name, bytes] of out) {
    for (const token of TOKENS) assert.ok(!bytes.includes(token) && !name.includes(token), `${token} in ${name}`);
  }
  const slices = [1, 2, 3, 4].map((number) => parse(ct(number)).get('7fe00010').bytes);
  for (const [name, bytes] of images) {
    const pixels = parse(bytes).get('7fe00010').bytes;
    if (name.includes('/US-')) assertPainted(pixels);
    else assert.ok(slices.some((slice) => slice.equals(pixels)), `pixels of ${name} changed`);
  }
  assert.equal(JSON.parse(paper(out, 'darkroom-certificate')).files.cleaned, 6);
}

/** Black inside the rectangle, to a pixel's tolerance of the mouse at its edge; untouched outside. */
export function assertPainted(pixels, [x, y, width, height] = RECTANGLE, frames = FRAMES) {
  for (let place = 0; place < frames * 60 * 80; place += 1) {
    const [frame, row, column] = [Math.floor(place / 4800), Math.floor(place / 80) % 60, place % 80];
    const inside = column > x && column < x + width - 1 && row > y && row < y + height - 1;
    const outside = column < x - 1 || column > x + width || row < y - 1 || row > y + height;
    if (inside) assert.equal(pixels[place * 3], 0, `frame ${frame} at ${column},${row}`);
    if (outside) assert.equal(pixels[place * 3], 90 + frame, `frame ${frame} at ${column},${row}`);
  }
}
