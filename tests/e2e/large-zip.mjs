// A locked zip of gigabytes, by the page to a file on a real drive, and by the command: how long that takes, and how much
// memory the processes come to hold; then 7-Zip tests it. Prints figures. By request: it takes minutes, and twice the
// room. Slices of up to 1,024 pixels a side can be read side by side on the contact sheet; larger ones would have to be
// looked through, series by series.
//
//   cargo build --release    for the command, unless it is --with another
//   node tests/e2e/large-zip.mjs [--files 2500] [--side 1024] [--in FOLDER] [--with PROGRAM] [page] [command]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ct } from './dicom.mjs';
import { browserThatMayWrite, dropAs, giving } from './hand-over.mjs';
import { address, clearGlanced, counts, go } from './page.mjs';

const PASSPHRASE = 'plinth gudgeon-marzipan vellum';
const HOURS = 3_600_000;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string', default: '2500' },
    side: { type: 'string', default: '1024' },
    in: { type: 'string', default: tmpdir() },
    with: { type: 'string', default: join(import.meta.dirname, '../../target/release/darkroom') },
  },
});
if (spawnSync('7z', { stdio: 'ignore' }).error) throw new Error('7-Zip is not here: apt-get install p7zip-full');
const [count, side] = [Number(values.files), Number(values.side)];
const root = mkdtempSync(join(values.in, 'darkroom-large-'));
const is = (what) => wanted.length === 0 || wanted.includes(what);
const mb = (bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const asText = (held) => Object.entries(held).map(([kind, [own, all]]) => `${kind} ${mb(own)} of its own (${mb(all)} with what it shares)`).join(', ');

const read = (process, file) => { try { return readFileSync(`/proc/${process}/${file}`, 'utf8'); } catch { return ''; } };

/** Bytes that a process holds: by itself, and with what it shares with others or maps. */
function resident(process) {
  const status = read(process, 'status');
  return ['RssAnon', 'VmRSS'].map((name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? 0) * 1024);
}

/** The most that one process of the browser holds, by its kind; workers are the renderer's. */
function heldBy(profile) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((process) => [process, read(process, 'stat').match(/\) \S (\d+)/)?.[1]]));
  const first = all.find((process) => read(process, 'cmdline').includes(profile) && !read(process, 'cmdline').includes('--type='));
  const isOurs = (process) => process === first || (parents.has(process) && isOurs(parents.get(process)));
  const found = {};
  for (const process of all.filter(isOurs)) {
    const [, kind = 'browser'] = read(process, 'cmdline').match(/--type=([\w-]+)/) ?? [];
    found[kind] = most(found[kind], resident(process));
  }
  return found;
}

const most = (one = [0, 0], other = [0, 0]) => one.map((bytes, at) => Math.max(bytes, other[at]));

/** Samples what is held, until it is asked for the most that there was since it was last asked. */
function watched(sample) {
  let peak = {};
  const timer = setInterval(() => {
    for (const [kind, bytes] of Object.entries(sample())) peak[kind] = most(peak[kind], bytes);
  }, 500);
  return { most: () => { const was = peak; peak = {}; return asText(was); }, stop: () => clearInterval(timer) };
}

async function byThePage(files, zip) {
  writeFileSync(zip, '');
  const profile = join(root, 'profile');
  const browser = await browserThatMayWrite(profile);
  const site = await address('http');
  const page = await browser.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  page.setDefaultTimeout(HOURS);
  await page.addInitScript(giving, 'showSaveFilePicker');
  await page.goto(site.url);
  await page.getByTestId('drop-zone').waitFor();
  const memory = watched(() => heldBy(profile));
  let start = performance.now();
  await page.getByTestId('intake-folder').setInputFiles(files);
  await page.waitForFunction((count) => {
    const summary = document.querySelector('[data-testid=summary]');
    return Number(summary?.dataset.in) === count && summary.dataset.reading !== 'true';
  }, count);
  console.log(`page: read in ${since(start)}; ${memory.most()}`);
  start = performance.now();
  await clearGlanced(page);
  console.log(`page: looked at in ${since(start)}; ${memory.most()}`);
  await go(page, 'Save');
  await page.getByTestId('zip-lock').check();
  for (const field of ['zip-passphrase', 'zip-passphrase-again']) await page.getByTestId(field).fill(PASSPHRASE);
  await dropAs(page, zip);
  start = performance.now();
  await page.getByRole('button', { name: 'Choose where…' }).click();
  await page.locator(`[data-testid=summary][data-cleaned="${count}"]`).waitFor();
  console.log(`page: cleaned, encrypted and written after ${since(start)}; ${memory.most()}`);
  await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
  console.log(`page: read again after ${since(start)}; ${mb(statSync(zip).size)}; ${memory.most()}`, await counts(page));
  memory.stop();
  await browser.close();
  site.close();
}

async function byTheCommand(files) {
  const [out, words] = [join(root, 'cleaned'), join(root, 'words')];
  writeFileSync(words, `${PASSPHRASE}\n`);
  const start = performance.now();
  const run = spawn(values.with, ['clean', files, out, '--encrypt-zip', words], { stdio: ['ignore', 'ignore', 'inherit'] });
  const memory = watched(() => ({ command: resident(run.pid) }));
  const exit = await new Promise((resolve, reject) => run.on('exit', resolve).on('error', reject));
  memory.stop();
  const [name] = readdirSync(out);
  console.log(`command: exit ${exit} after ${since(start)}; ${mb(statSync(join(out, name)).size)}; ${memory.most()}`);
  return join(out, name);
}

/** What 7-Zip makes of it: all of it tested, three files compared with the list of checksums, a wrong passphrase. */
function assess(who, zip) {
  const seven = (...words) => spawnSync('7z', words, { encoding: 'utf8', cwd: root, maxBuffer: 1e9 });
  const start = performance.now();
  const tested = seven('t', `-p${PASSPHRASE}`, zip);
  console.log(`${who}: 7z t: exit ${tested.status}, ${since(start)}; ${tested.stdout.match(/Everything is Ok|.*Wrong password.*/)?.[0]}`);
  const listed = seven('l', '-slt', zip).stdout;
  const all = [...listed.matchAll(/^Path = (.*)$/gm)].map(([, name]) => name);
  const names = all.filter((name) => name.endsWith('.dcm'));
  console.log(`${who}: ${names.length} images; methods: ${[...new Set(listed.match(/^Method = .*$/gm))].join(', ')}`);
  const sums = all.find((name) => name.startsWith('SHA256SUMS'));
  const some = [names[0], names[names.length >> 1], names.at(-1)];
  const [right, wrong] = [join(root, `right-${who}`), join(root, `wrong-${who}`)];
  seven('x', `-p${PASSPHRASE}`, `-o${right}`, zip, ...some, sums);
  const list = readFileSync(join(right, sums), 'utf8');
  for (const name of some) {
    const sum = createHash('sha256').update(readFileSync(join(right, name))).digest('hex');
    console.log(`${who}: ${name}: ${list.includes(`${sum}  ${name}`) ? 'as its checksum says' : 'NOT AS ITS CHECKSUM SAYS'}`);
  }
  const refused = seven('x', '-pplinth gudgeon', `-o${wrong}`, zip, some[0]);
  console.log(`${who}: wrong passphrase: exit ${refused.status}, ${refused.stdout.match(/.*Wrong password.*/)?.[0] ?? refused.stderr.match(/.*Wrong password.*/)?.[0]}`);
}

try {
  const files = join(root, 'export');
  mkdirSync(files);
  for (let number = 1; number <= count; number += 1) {
    writeFileSync(join(files, `IM${number}`), ct(number, { rows: side, columns: side, series: 2 + Math.floor(number / 500) }));
  }
  console.log(`${count} files of ${mb(statSync(join(files, 'IM1')).size)} each`);
  if (is('page')) {
    const zip = join(root, 'locked.zip');
    await byThePage(files, zip);
    assess('page', zip);
    rmSync(zip);
  }
  if (is('command')) assess('command', await byTheCommand(files));
} finally {
  rmSync(root, { recursive: true, force: true });
}
