// What Darkroom takes beside what merely copies: `cp -r`, the command, `zip -0` and the page, in turn, on one set of CT
// slices. Prints the median of all rounds and two ratios; nothing is asserted of time.
//
//   node tests/e2e/race.mjs COMMAND [--slices 600] [--rounds 5]
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { address, clearGlanced, counts, filesIn, launch, open } from './page.mjs';
import { median, stack } from './stack.mjs';

const { values, positionals: [command] } = parseArgs({
  allowPositionals: true,
  options: { slices: { type: 'string', default: '600' }, rounds: { type: 'string', default: '5' } },
});
assert.ok(command, 'which command?');
const [slices, rounds] = [Number(values.slices), Number(values.rounds)];
const files = stack(slices, Math.ceil(slices / 4));
const megabytes = slices * statSync(join(files.path, 'S0/IM0')).size / 1e6;

/** Each answers with its seconds. */
const racers = {
  'cp -r': (out) => timed('cp', '-r', files.path, join(out, 'copy')),
  command: (out) => timed(resolve(command), 'clean', files.path, join(out, 'clean'), '--assume-reviewed'),
  'zip -0': (out) => timed('zip', '-q', '-0', '-r', join(out, 'stored.zip'), files.path),
  page: inThePage,
};

function timed(program, ...words) {
  const start = performance.now();
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  return (performance.now() - start) / 1000;
}

/** Reading, cleaning and saving; what a person looks at in between does not count. */
async function inThePage() {
  const site = await address('file');
  const browser = await launch();
  try {
    const { page } = await open(browser, site.url);
    let start = performance.now();
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, slices);
    const read = performance.now() - start;
    await clearGlanced(page);
    start = performance.now();
    const download = page.waitForEvent('download', { timeout: 600_000 });
    await page.getByTestId('deliver-zip').click();
    await (await download).path();
    const saved = performance.now() - start;
    assert.equal((await counts(page)).cleaned, slices);
    return (read + saved) / 1000;
  } finally {
    await browser.close();
    site.close();
  }
}

const times = Object.fromEntries(Object.keys(racers).map((name) => [name, []]));
try {
  // In turn, so that whatever else the machine does meets all of them alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, race] of Object.entries(racers)) {
      const out = mkdtempSync(join(tmpdir(), 'darkroom-race-'));
      try {
        times[name].push(await race(out));
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    }
  }
} finally {
  files.remove();
}
console.log(`${slices} CT slices of 512 × 512, ${megabytes.toFixed(0)} MB; rounds: ${rounds}`);
for (const [name, all] of Object.entries(times)) {
  const middle = median(all);
  const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
  console.log(`${name.padEnd(8)} ${middle.toFixed(2)} s (${range}), ${(megabytes / middle).toFixed(0)} MB/s`);
}
const ratio = (one, other) => (median(times[one]) / median(times[other])).toFixed(2);
console.log(`command / cp -r ${ratio('command', 'cp -r')}, page / zip -0 ${ratio('page', 'zip -0')}`);
