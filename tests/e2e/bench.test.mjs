// What measures speed still runs: each part once, on little. Figures are not looked at.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TOP = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const COMMAND = join(TOP, 'target/debug/darkroom');
const ENGINE = join(TOP, 'target/debug/examples/bench');
const skip = !(existsSync(COMMAND) && existsSync(ENGINE)) && 'the command and the examples are not built (cargo test)';
const run = async (...words) => (await promisify(execFile)(words[0], words.slice(1), { cwd: TOP })).stdout;
const script = (name) => join(TOP, 'tests/e2e', name);

describe('what measures speed', { skip }, () => {
  let clips;
  before(() => { clips = mkdtempSync(join(tmpdir(), 'darkroom-clips-')); });
  after(() => rmSync(clips, { recursive: true }));

  test('has the command and the page race copies', { timeout: 120_000 }, async () => {
    const said = await run(process.execPath, script('race.mjs'), COMMAND, '--slices', '8', '--rounds', '1');
    for (const name of ['cp -r', 'command', 'zip -0', 'page']) assert.match(said, new RegExp(`^${name} +\\d+\\.\\d\\d s `, 'm'));
    assert.match(said, /^command \/ cp -r \d+\.\d\d, page \/ zip -0 \d+\.\d\d$/m);
  });

  test('measures the engine', { timeout: 120_000 }, async () => {
    const said = await run(ENGINE, 'once');
    for (const what of ['clean a CT slice', '60-frame JPEG ultrasound painted']) assert.ok(said.includes(what), what);
  });

  test('measures the page', { timeout: 300_000 }, async () => {
    await run(ENGINE, 'files', clips, '24');
    // One of each kind is enough to see that it runs.
    for (const name of ['clip', 'cine-jpeg', 'jpeg-lossless']) rmSync(join(clips, name), { recursive: true });
    const said = await run(process.execPath, script('bench.mjs'), '--slices', '12', '--clips', clips, '--frames', '24', '--runs', '1');
    const parts = [/^file: 12 files saved/m, /^http: 12 files saved/m, /^native CT .* frame on the canvas/m,
      /^JPEG 2000 lossless .* frame on the canvas/m, /^12 CT slices back at 60 a second/m, /^cine-rle: painted and cleaned/m];
    for (const part of parts) assert.match(said, part);
  });
});
