// Reach and templates on the built page: text in one frame is seen in the brightest of all and painted in all; a range
// of frames; all outside the ultrasound's own area; what was painted on one series offered on the next.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct, fromRle, parse, ultrasound } from './dicom.mjs';
import { address, deliverZip, filesIn, folder, launch, lookAndClear, open, paint } from './page.mjs';
import { watch } from './watch.mjs';
import { paper, unzip } from './zip.mjs';

const [ROWS, COLUMNS, FRAMES] = [60, 80, 12];
const TEXT = [20, 30, 24, 8];
const RECTANGLE = [16, 26, 32, 16];

/** A stored pixel of what the canvas shows. */
function shown(page, x, y) {
  return page.getByTestId('viewer').evaluate((canvas, [x, y]) => {
    const copy = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data[0];
  }, [x, y]);
}

async function shownIs(page, x, y, level) {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await shown(page, x, y) === level) return;
    await page.waitForTimeout(40);
  }
  assert.equal(await shown(page, x, y), level, `at ${x},${y}`);
}

async function choose(page, modality, index = 0) {
  const row = page.locator(`[data-testid=series][data-modality=${modality}]`).nth(index);
  await row.click();
  await page.waitForFunction(() => document.querySelector('.row[aria-current]') && document.querySelector('[data-testid=viewer]')?.dataset.columns);
  // Several pictures open laid over one another: here they are wanted one by one.
  const single = page.getByTestId('projection-off');
  if (await single.isVisible()) await single.click();
  return row;
}

async function project(page, which) {
  await page.getByTestId(`projection-${which}`).click();
  await page.locator(`[data-testid=viewer][data-projection=${which}][data-projected=done]`).waitFor();
}

/** First samples of each pixel of a frame of a delivered file. */
function frameOf(pixels, frame) {
  const size = ROWS * COLUMNS * 3;
  return (x, y) => pixels[frame * size + (y * COLUMNS + x) * 3];
}

const inside = ([x, y, width, height], column, row) => column > x && column < x + width - 1 && row > y && row < y + height - 1;
const outside = ([x, y, width, height], column, row) => column < x - 1 || column > x + width || row < y - 1 || row > y + height;

async function delivered(page) {
  const out = unzip(await deliverZip(page));
  const pixels = [...out].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes).get('7fe00010').bytes);
  return { pixels, report: JSON.parse(paper(out, 'darkroom-certificate')), readme: paper(out, 'README').toString() };
}

describe('reach', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  /** Opens the page with these files in; `first` runs before its own script. */
  async function withFiles(files, first) {
    const made = folder(files);
    const opened = await open(browser, site.url, first);
    await opened.page.getByTestId('intake-folder').setInputFiles(made.path);
    await filesIn(opened.page, Object.keys(files).length);
    const end = async () => { assert.deepEqual(opened.complaints, []); await opened.close(); made.remove(); };
    return { page: opened.page, end };
  }

  test('text in frame 7 alone shows in the brightest of all frames, and is black in all of them in the file', async () => {
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { frames: FRAMES, text: { frame: 6, rect: TEXT } }) });
    await choose(page, 'US');
    await shownIs(page, 30, 34, 90);
    await project(page, 'max');
    await page.getByText(`Brightest of ${FRAMES} frames`).waitFor();
    await shownIs(page, 30, 34, 255);
    await shownIs(page, 5, 5, 90 + FRAMES - 1);
    await project(page, 'min');
    await shownIs(page, 30, 34, 90);
    await project(page, 'max');
    assert.equal(await page.getByTestId('reach').inputValue(), 'image');
    await paint(page, RECTANGLE);
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    await shownIs(page, 30, 34, 0);
    // Moving on to a frame leaves it.
    await page.getByTestId('viewer').hover();
    await page.mouse.wheel(0, 100);
    await page.locator('[data-testid=viewer]:not([data-projection])[data-frame="2"]').waitFor();
    const { pixels: [pixels] } = await delivered(page);
    for (let frame = 0; frame < FRAMES; frame += 1) {
      const at = frameOf(pixels, frame);
      for (let row = 0; row < ROWS; row += 1) {
        for (let column = 0; column < COLUMNS; column += 1) {
          if (inside(RECTANGLE, column, row)) assert.equal(at(column, row), 0, `frame ${frame} at ${column},${row}`);
          if (outside(RECTANGLE, column, row)) assert.equal(at(column, row), 90 + frame, `frame ${frame} at ${column},${row}`);
        }
      }
    }
    await end();
  });

  test('a long compressed clip is painted by several workers, each frame as if by one', async () => {
    const frames = 40;
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { frames, rle: true }) }, watch);
    await choose(page, 'US');
    await page.getByTestId('reach').selectOption('image');
    await paint(page, RECTANGLE);
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const { pixels: [pixels], report } = await delivered(page);
    assert.deepEqual([report.files.cleaned, report.files.held], [1, 0]);
    const asked = await page.evaluate(() => globalThis.bench.cleaned.map(({ kind }) => kind));
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    assert.equal(asked.filter((kind) => kind === 'Paint').length, cores > 1 ? Math.min(cores, 5, 8) : 0);
    const out = fromRle(pixels);
    assert.equal(out.length, frames);
    out.forEach((samples, frame) => samples.forEach((sample, index) => {
      const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS) % ROWS];
      if (inside(RECTANGLE, column, row)) assert.equal(sample, 0, `frame ${frame} at ${column},${row}`);
      if (outside(RECTANGLE, column, row)) assert.equal(sample, 90 + frame, `frame ${frame} at ${column},${row}`);
    }));
    await end();
  });

  test('how many frames of a long clip are painted is told while they are', async () => {
    const frames = 160;
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { rows: 240, columns: 320, frames, rle: true }) });
    await choose(page, 'US');
    await page.getByTestId('reach').selectOption('image');
    await paint(page, RECTANGLE);
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    await page.evaluate(() => {
      globalThis.told = [];
      const note = () => {
        const text = document.querySelector('.pace .second')?.textContent;
        const state = document.querySelector('.cases td.second')?.textContent;
        if (text !== globalThis.told.at(-1)?.text) globalThis.told.push({ text });
        globalThis.told.at(-1).state = state;
      };
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await deliverZip(page);
    const told = (await page.evaluate(() => globalThis.told)).filter(({ text }) => text?.startsWith('Painting'));
    const painted = told.map(({ text }) => Number(/^Painting: (\d+) of 160 frames/.exec(text)[1]));
    assert.deepEqual(painted, painted.toSorted((a, b) => a - b));
    assert.ok(painted.some((count) => count > 0), `told ${painted}`);
    const states = told.map(({ state }) => state);
    assert.ok(states.includes('Cleaning') && !states.includes('Waiting'), `the case is said to be ${states}`);
    await end();
  });

  test('the images of a series are laid over one another, and those that cannot be shown are said', async () => {
    const slices = Array.from({ length: 40 }, (_, index) => [`CT/${index}`, ct(index + 1, { most: 900, ...(index === 20 ? { text: TEXT } : {}) })]);
    const whole = ct(41, { most: 900 });
    const cut = whole.subarray(0, whole.length - 100);
    const { page, end } = await withFiles({ ...Object.fromEntries(slices), 'CT/cut': cut });
    await choose(page, 'CT');
    await project(page, 'max');
    assert.equal(await page.getByTestId('at').textContent(), 'Brightest of 41 images, without 1');
    await page.getByText('Not included: 1 can’t be shown and is held.').waitFor();
    assert.ok(await shown(page, 30, 34) === 255 && await shown(page, 5, 50) <= 190, 'the text stands out');
    await end();
  });

  test('an overlay is shown over the picture, and does not leave', async () => {
    const overlay = [20, 10, 16, 6];
    const { page, end } = await withFiles({ 'US/one': ultrasound(1, { overlay }) });
    await choose(page, 'US');
    // White over 90, which shows through.
    await shownIs(page, 22, 12, Math.floor((255 * 110 + 90 * 145) / 255));
    await shownIs(page, 19, 12, 90);
    await shownIs(page, 22, 17, 90);
    await page.getByText('The overlay will be removed').waitFor();
    await paint(page, [40, 40, 8, 8]);
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const [bytes] = [...unzip(await deliverZip(page))].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => bytes);
    const plane = parse(bytes).get('60003000');
    assert.ok(!plane || plane.bytes.every((byte) => byte === 0), 'nothing is drawn in what left');
    assert.ok(!bytes.includes('TESTERTON'));
    await end();
  });

  test('a region is painted on a range of frames; undo brings all of them back', async () => {
    const { page, end } = await withFiles({ 'US/cine': ultrasound(1, { frames: FRAMES }) });
    await choose(page, 'US');
    await page.getByTestId('reach').selectOption('image');
    await paint(page, RECTANGLE);
    await page.getByTestId('range-from').fill('3');
    await page.getByTestId('range-from').press('Enter');
    await page.getByTestId('range-to').fill('5');
    await page.getByTestId('range-to').press('Enter');
    await page.getByText(`Frames 3 to 5 of ${FRAMES}`).waitFor();
    await page.locator('[data-testid=series][data-state=unreviewed]').waitFor();
    await page.getByTestId('undo').click();
    await page.getByText(`Frames 3 to ${FRAMES} of ${FRAMES}`).waitFor();
    await page.getByTestId('redo').click();
    await page.getByText(`Frames 3 to 5 of ${FRAMES}`).waitFor();
    // Over all frames it hides nothing; in a frame of the range it does.
    await project(page, 'min');
    await shownIs(page, 30, 34, 90);
    await page.getByTestId('projection-off').click();
    await shownIs(page, 30, 34, 90);
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const { pixels: [pixels], report, readme } = await delivered(page);
    for (let frame = 0; frame < FRAMES; frame += 1) {
      assert.equal(frameOf(pixels, frame)(30, 34), frame >= 2 && frame <= 4 ? 0 : 90 + frame, `frame ${frame}`);
    }
    assert.deepEqual(report.painted[0].frames, [3, 5]);
    assert.match(readme, /frames 3 to 5 of one image/);
    await end();
  });

  test('keeping only a rectangle paints all around it', async () => {
    const { page, end } = await withFiles({ 'US/one': ultrasound(1) });
    await choose(page, 'US');
    await paint(page, RECTANGLE);
    await page.getByTestId('keep-only').click();
    await shownIs(page, 30, 34, 90);
    for (const [x, y] of [[5, 5], [75, 5], [5, 55], [75, 55], [5, 34], [75, 34]]) await shownIs(page, x, y, 0);
    await page.getByTestId('undo').click();
    await shownIs(page, 30, 34, 0);
    await shownIs(page, 5, 5, 90);
    await page.getByTestId('redo').click();
    // What is kept was black until now.
    await page.locator('[data-testid=series][data-state=unreviewed]').waitFor();
    await lookAndClear(page);
    const { pixels: [pixels] } = await delivered(page);
    const at = frameOf(pixels, 0);
    assert.deepEqual([at(30, 34), at(5, 5), at(75, 55)], [90, 0, 0]);
    await end();
  });

  test('all outside the ultrasound’s own areas is offered, and painted when taken', async () => {
    const areas = [[10, 12, 39, 49], [50, 12, 69, 29]];
    const { page, end } = await withFiles({ 'US/1': ultrasound(1, { areas }), 'US/2': ultrasound(2, { areas }) });
    await choose(page, 'US');
    await shownIs(page, 5, 5, 90);
    await page.getByTestId('outside-scan').click();
    await shownIs(page, 5, 5, 0);
    await page.getByTestId('outside-scan').waitFor({ state: 'detached' });
    await lookAndClear(page);
    await page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const { pixels } = await delivered(page);
    assert.equal(pixels.length, 2);
    for (const image of pixels) {
      const at = frameOf(image, 0);
      for (let row = 0; row < ROWS; row += 1) {
        for (let column = 0; column < COLUMNS; column += 1) {
          const kept = areas.some(([x0, y0, x1, y1]) => column >= x0 && column <= x1 && row >= y0 && row <= y1);
          assert.equal(at(column, row), kept ? 90 : 0, `at ${column},${row}`);
        }
      }
    }
    await end();
  });

  test('what was painted on one series is offered on the next of that device, saved, and offered again from the file', async () => {
    const study = {
      'A/1': ultrasound(1, { series: 7, model: 'X1' }),
      'B/1': ultrasound(1, { series: 8, model: 'X1' }),
      'C/1': ultrasound(1, { series: 9, model: 'X2' }),
    };
    const first = await withFiles(study);
    await choose(first.page, 'US', 0);
    assert.equal(await first.page.getByTestId('template-offer').count(), 0);
    await paint(first.page, RECTANGLE);
    await choose(first.page, 'US', 2);
    await shownIs(first.page, 30, 34, 90);
    assert.equal(await first.page.getByTestId('template-offer').count(), 0, 'another model');
    await choose(first.page, 'US', 1);
    await shownIs(first.page, 30, 34, 90);
    await first.page.getByText('Same boxes as last time on Maker X1').click();
    await shownIs(first.page, 30, 34, 0);
    // A template hides, and decides nothing.
    assert.equal(await first.page.locator('[data-testid=series][data-state=unreviewed]').count(), 3);
    await lookAndClear(first.page);
    await first.page.locator('[data-testid=series][data-state=redacted]').waitFor();
    const [download] = await Promise.all([first.page.waitForEvent('download'), first.page.getByTestId('templates-save').click()]);
    const text = readFileSync(await download.path(), 'utf8');
    const saved = JSON.parse(text);
    assert.equal(saved.version, 1);
    assert.deepEqual(saved.regions.map((entry) => entry.match), [{ manufacturer: 'Maker', model: 'X1', rows: ROWS, columns: COLUMNS }]);
    await first.end();

    const again = await withFiles(study);
    const path = join(folder({ 'templates.json': text }).path, 'templates.json');
    await choose(again.page, 'US', 0);
    await again.page.getByTestId('templates-file').setInputFiles(path);
    await again.page.getByText('1 template loaded').waitFor();
    await again.page.getByTestId('template-offer').click();
    await shownIs(again.page, 30, 34, 0);
    writeFileSync(path, '{"version":1,"regions":[{"match":{"rows":3},"rects":[[0,0,1,1]]}]}');
    await again.page.getByTestId('templates-file').setInputFiles(path);
    await again.page.getByText('templates go by manufacturer').waitFor();
    await again.end();
  });
});
