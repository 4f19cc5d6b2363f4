// A locked zip of gigabytes, by the page to a file on a real drive: how long it takes, and how much memory the browser's
// processes come to hold; then 7-Zip tests it. Prints figures. By request: it takes minutes, and twice the room. Large
// images are few to look at before they may leave.
//
//   node tests/e2e/large-zip.mjs [--files 155] [--side 4096] [--in FOLDER]
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ct } from './dicom.mjs';
import { browserThatMayWrite, dropAs, giving } from './hand-over.mjs';
import { address, clearGlanced, counts, filesIn, go } from './page.mjs';

const PASSPHRASE = 'plinth gudgeon-marzipan vellum';
const HOURS = 3_600_000;

const { values } = parseArgs({
  options: { files: { type: 'string', default: '155' }, side: { type: 'string', default: '4096' }, in: { type: 'string', default: tmpdir() } },
});
const [count, side] = [Number(values.files), Number(values.side)];
const root = mkdtempSync(join(values.in, 'darkroom-large-'));
const zip = join(root, 'locked.zip');
const mb = (bytes) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** The most bytes that a process of the browser holds by itself, by its kind; workers are the renderer's. */
function held(profile) {
  const read = (process, file) => { try { return readFileSync(`/proc/${process}/${file}`, 'utf8'); } catch { return ''; } };
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((process) => [process, read(process, 'stat').match(/\) \S (\d+)/)?.[1]]));
  const first = all.find((process) => read(process, 'cmdline').includes(profile) && !read(process, 'cmdline').includes('--type='));
  const isOurs = (process) => process === first || (parents.has(process) && isOurs(parents.get(process)));
  const found = {};
  for (const process of all.filter(isOurs)) {
    const [, kind = 'browser'] = read(process, 'cmdline').match(/--type=([\w-]+)/) ?? [];
    const [, anonymous = 0] = read(process, 'status').match(/RssAnon:\s+(\d+)/) ?? [];
    found[kind] = Math.max(found[kind] ?? 0, Number(anonymous) * 1024);
  }
  return found;
}

const peak = {};
function watched(profile) {
  return setInterval(() => {
    for (const [kind, bytes] of Object.entries(held(profile))) peak[kind] = Math.max(peak[kind] ?? 0, bytes);
  }, 500);
}

try {
  const files = join(root, 'export');
  mkdirSync(files);
  for (let number = 1; number <= count; number += 1) {
    writeFileSync(join(files, `IM${number}`), ct(number, { rows: side, columns: side, series: 2 + Math.floor(number / 500) }));
  }
  writeFileSync(zip, '');
  const profile = join(root, 'profile');
  const browser = await browserThatMayWrite(profile);
  const site = await address('http');
  const page = await browser.newPage();
  page.setDefaultTimeout(HOURS);
  await page.addInitScript(giving, 'showSaveFilePicker');
  await page.goto(site.url);
  await page.getByTestId('drop-zone').waitFor();
  const watch = watched(profile);
  let start = performance.now();
  await page.getByTestId('intake-folder').setInputFiles(files);
  await page.waitForFunction((count) => Number(document.querySelector('[data-testid=summary]')?.dataset.in) === count, count);
  await filesIn(page, count);
  console.log(`read ${count} files of ${mb(statSync(join(files, 'IM1')).size)} each: ${since(start)}`, peak);
  await clearGlanced(page);
  await go(page, 'Save');
  await page.getByTestId('zip-lock').check();
  for (const field of ['zip-passphrase', 'zip-passphrase-again']) await page.getByTestId(field).fill(PASSPHRASE);
  await dropAs(page, zip);
  for (const kind of Object.keys(peak)) delete peak[kind];
  console.log('before saving', Object.fromEntries(Object.entries(held(profile)).map(([kind, bytes]) => [kind, mb(bytes)])));
  start = performance.now();
  await page.getByRole('button', { name: 'Choose where…' }).click();
  await page.locator(`[data-testid=summary][data-cleaned="${count}"]`).waitFor();
  console.log(`cleaned, encrypted and written: ${since(start)}`);
  await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
  console.log(`read again: ${since(start)}; ${mb(statSync(zip).size)}`);
  console.log('at most', Object.fromEntries(Object.entries(peak).map(([kind, bytes]) => [kind, mb(bytes)])));
  console.log(await counts(page));
  clearInterval(watch);
  await browser.close();
  site.close();

  const seven = (...words) => spawnSync('7z', words, { encoding: 'utf8', cwd: root, maxBuffer: 1e9 });
  start = performance.now();
  const tested = seven('t', `-p${PASSPHRASE}`, zip);
  console.log(`7z t: exit ${tested.status}, ${since(start)}; ${tested.stdout.match(/Everything is Ok|Method.*/)?.[0]}`);
  const listed = seven('l', '-slt', zip).stdout;
  const names = [...listed.matchAll(/^Path = (.*)$/gm)].map(([, name]) => name).filter((name) => name.endsWith('.dcm'));
  const some = [names[0], names[names.length >> 1], names.at(-1)];
  seven('x', `-p${PASSPHRASE}`, '-oout', zip, ...some, 'SHA256SUMS*');
  const [sums] = readdirSync(join(root, 'out')).filter((name) => name.startsWith('SHA256SUMS'));
  const list = readFileSync(join(root, 'out', sums), 'utf8');
  for (const name of some) {
    const sum = createHash('sha256').update(readFileSync(join(root, 'out', name))).digest('hex');
    console.log(`${name}: ${list.includes(`${sum}  ${name}`) ? 'as its checksum says' : 'NOT AS ITS CHECKSUM SAYS'}`);
  }
  console.log(`wrong passphrase: exit ${seven('x', '-pplinth gudgeon', '-owrong', zip, some[0]).status}`);
  console.log(execFileSync('df', ['-h', root], { encoding: 'utf8' }));
} finally {
  rmSync(root, { recursive: true, force: true });
}
