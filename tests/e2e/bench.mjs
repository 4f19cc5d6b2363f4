// Speed of the page: time until it takes a drop, time to read and to clean a large study and the longest task on the
// page's main thread meanwhile; from a wish to see a frame to its pixels on the canvas; scrolling; clips painted in every
// frame, and what that takes of the engine's memory. Prints figures; nothing is asserted.
//
//   cargo run --release --example bench -- files target/bench    the clips; without them they are left out
//   node tests/e2e/bench.mjs [--slices 2000] [--clips target/bench] [--frames 40] [--runs 7] [study] [screen] [scroll] [clips]
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { address, clearGlanced, counts, filesIn, launch, lookAndClear, open, ORIGINS, paint } from './page.mjs';
import { SIDE, median, stack } from './stack.mjs';
import { watch, watchReads } from './watch.mjs';

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    slices: { type: 'string', default: '2000' },
    clips: { type: 'string', default: 'target/bench' },
    frames: { type: 'string', default: '40' }, // as the shortest of the clips has
    runs: { type: 'string', default: '7' },
  },
});
const slices = Number(values.slices);
const shown = Math.min(slices, 300); // as many as there are in a long series
const CLIPS = values.clips;
const is = (what) => wanted.length === 0 || wanted.includes(what);
const ms = (number) => `${number.toFixed(1)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const spread = (numbers) => `${ms(median(numbers))} (best ${ms(Math.min(...numbers))}, worst ${ms(Math.max(...numbers))})`;

if (is('study')) for (const origin of ORIGINS) await study(origin);
if (is('screen')) await screen();
if (is('scroll')) await scroll();
if (is('clips')) await clips();

/** A large study in, cleaned, saved. */
async function study(origin) {
  const files = stack(slices, 500);
  const bytes = slices * SIDE * SIDE * 2;
  const site = await address(origin);
  const browser = await launch();
  const started = performance.now();
  const { page } = await open(browser, site.url);
  console.log(`${origin}: ready for a drop after ${Math.round(performance.now() - started)} ms`);
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => { for (const task of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, task.duration); }).observe({ type: 'longtask' });
  });
  let mark = performance.now();
  await page.getByTestId('intake-folder').setInputFiles(files.path);
  await filesIn(page, slices);
  report('read', mark);
  await clearGlanced(page);
  console.log(`${origin}: longest main-thread task so far ${Math.round(await page.evaluate(() => globalThis.longest))} ms`);
  await page.evaluate(() => { globalThis.longest = 0; });
  mark = performance.now();
  const download = page.waitForEvent('download', { timeout: 600_000 });
  await page.getByTestId('deliver-zip').click();
  await page.locator(`[data-testid=summary][data-cleaned="${slices}"]`).waitFor({ timeout: 600_000 });
  report('cleaned', mark);
  await download;
  report('saved', mark);
  console.log(`${origin}: longest main-thread task while cleaning ${Math.round(await page.evaluate(() => globalThis.longest))} ms`, await counts(page));
  await browser.close();
  site.close();
  files.remove();

  function report(what, since) {
    const seconds = (performance.now() - since) / 1000;
    console.log(`${origin}: ${slices} files ${what} in ${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`);
  }
}

/** From the wish to see a frame to its pixels on the canvas; frames far from each other, so that none was asked for ahead. */
async function screen() {
  const native = stack(shown, shown);
  const places = [150, 30, 270, 90, 210, 10, 290, 120, 240, 60, 180, 45, 255, 105, 195].filter((place) => place < shown);
  const few = [20, 38, 8, 29, 14].filter((place) => place < Number(values.frames));
  const kinds = [
    ['native CT 512 × 512 × 16', native.path, shown, places.length ? places : [shown - 1]],
    ['JPEG 1024 × 768', join(CLIPS, 'clip'), 1, few],
    ['JPEG lossless 512 × 512', join(CLIPS, 'jpeg-lossless'), 1, few],
    ['JPEG 2000 lossless 512 × 512', join(CLIPS, 'jpeg-2000'), 1, few],
  ];
  for (const [name, path, count, jumps] of kinds) {
    if (!existsSync(path)) continue;
    // Without the screen's own rhythm, which would add up to 17 ms whatever the engine does.
    const { page, close } = await opened(path, count, { args: ['--disable-frame-rate-limit', '--disable-gpu-vsync'] });
    for (const worker of page.workers()) await worker.evaluate(watchReads);
    const times = [];
    for (const place of jumps) {
      const { drawn, answered, span } = await page.evaluate((place) => globalThis.bench.show(place), place);
      const reads = await Promise.all(page.workers().map((worker) => worker.evaluate(() => globalThis.reads)));
      const within = reads.flat().filter(([from, to]) => from >= span[0] && to <= span[1]);
      times.push({ drawn, answered, made: span[1] - Math.max(span[0], ...within.map(([, to]) => to)) });
      await page.waitForTimeout(400);
    }
    console.log(`${name}: frame on the canvas after ${spread(times.map((time) => time.drawn))}, ${spread(times.map((time) => time.made))} after a worker had its bytes; a worker had it for ${spread(times.map((time) => time.answered))}`);
    await close();
  }
  native.remove();
}

/** Through a stack at a steady pace, the screen's own rhythm included. */
async function scroll() {
  const files = stack(shown, shown);
  for (const rate of [30, 60]) {
    const { page, close } = await opened(files.path, shown);
    for (const way of ['there', 'back']) {
      const { drawn, seconds } = await page.evaluate(([count, rate, back]) => globalThis.bench.scroll(count, rate, back), [shown, rate, way === 'back']);
      console.log(`${shown} CT slices ${way} at ${rate} a second: ${drawn} of ${shown - 1} were drawn in ${seconds.toFixed(1)} s, ${(drawn / seconds).toFixed(0)} a second`);
    }
    await close();
  }
  files.remove();
}

/** Clips painted in every frame, in a new page each time; the short one against decoding, painting and compressing again. */
async function clips() {
  for (const [name, runs] of [['clip', Number(values.runs)], ['cine-jpeg', 1], ['cine-rle', 1]]) {
    const path = join(CLIPS, name);
    if (!existsSync(path)) continue;
    const before = statSync(join(path, 'clip.dcm')).size;
    const [painted, again] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      const { browser, page, close } = await opened(path, 1);
      painted.push(await paintedClip(page));
      if (name === 'clip') again.push(await compressedAgain(browser, join(path, 'clip.dcm')));
      await close();
    }
    const { after, memory } = painted[0];
    console.log(`${name}: painted and cleaned after ${spread(painted.map(({ all }) => all))}, of which workers had it for ${spread(painted.map(({ time }) => time))}; ${mb(before)} before, zip of ${mb(after)}; a worker’s memory ${memory.map(mb).join(', then at most ')}`);
    if (again.length > 0) console.log(`the same by decoding, painting and compressing in the browser: ${spread(again.map(({ time }) => time))}, ${mb(again[0].size)}`);
  }
}

/** Paints a rectangle into all frames of what is in view, and saves. */
async function paintedClip(page) {
  await page.getByTestId('reach').selectOption('series');
  await paint(page, [0, 0, 340, 60]);
  await lookAndClear(page);
  await page.locator('[data-testid=series][data-state=redacted]').waitFor();
  const download = page.waitForEvent('download', { timeout: 600_000 });
  const mark = performance.now();
  await page.getByTestId('deliver-zip').click();
  await page.locator('[data-testid=summary][data-cleaned="1"]').waitFor({ timeout: 600_000 });
  const all = performance.now() - mark;
  const after = statSync(await (await download).path()).size;
  const cleaned = await page.evaluate(() => globalThis.bench.cleaned);
  const time = Math.max(...cleaned.map(({ at }) => at)) - Math.min(...cleaned.map(({ since }) => since));
  const memory = [0, 1].map((when) => Math.max(...cleaned.map((answer) => answer.memory[when])));
  return { all, time, after, memory };
}

/** The same by the browser's own decoder, canvas and encoder: what a page does that knows nothing of coefficients. */
async function compressedAgain(browser, path) {
  const frames = framesOf(readFileSync(path)).map((frame) => frame.toString('base64'));
  const page = await browser.newPage();
  const { time, size } = await page.evaluate(async (frames) => {
    const blobs = frames.map((frame) => new Blob([Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0))], { type: 'image/jpeg' }));
    const mark = performance.now();
    let size = 0;
    for (const blob of blobs) {
      const picture = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext('2d');
      context.drawImage(picture, 0, 0);
      context.fillRect(0, 0, 340, 60);
      size += (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).size;
    }
    return { time: performance.now() - mark, size };
  }, frames);
  await page.close();
  return { time, size };
}

/** Fragments of a file whose pixel element is its last: items from the first behind the offset table. */
function framesOf(file) {
  let at = file.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00])) + 12;
  const frames = [];
  while (at + 8 <= file.length && file.readUInt16LE(at + 2) === 0xe000) {
    const length = file.readUInt32LE(at + 4);
    if (length > 0) frames.push(file.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return frames;
}

/** The page with a folder in it and its first series in view. */
async function opened(path, count, options) {
  const site = await address('file');
  const browser = await launch(options);
  const { page, close } = await open(browser, site.url, watch);
  await page.getByTestId('intake-folder').setInputFiles(path);
  await filesIn(page, count);
  await page.getByTestId('series').first().click();
  await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);
  await page.waitForTimeout(1_000);
  return { browser, page, close: async () => { await close(); await browser.close(); site.close(); } };
}
