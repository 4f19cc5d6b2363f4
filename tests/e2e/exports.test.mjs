// A collection that grows: two exports a year apart, cleaned by the page with one linking key and unzipped into one
// folder. Nothing there takes the place of anything else, and every file is still what its own zip says.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct, parse } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
import { paper, unzip } from './zip.mjs';

const PASSPHRASE = 'seven quiet herons wade at dusk';
const PAPERS = 3;

/** Slices of a patient's study; its number and its year make all that the scanner numbers. */
function study(patient, year, number, slices) {
  const series = patient * 100 + (year - 2020) * 10 + number;
  const options = {
    series,
    study: `1.2.826.0.1.3680043.10.5555.7.${series}`,
    date: `${year}0611`,
    patient: { name: `TESTERTON^NUMBER${patient}`, id: `HOSP7788${patient + 10}`, birth: `196105${patient + 10}` },
  };
  return Object.fromEntries(Array.from({ length: slices }, (_, at) => [`${series}/${at + 1}.dcm`, ct(at + 1, options)]));
}

const PATIENTS = 10;
const each = (from, to, of) => Object.assign({}, ...Array.from({ length: to - from + 1 }, (_, at) => of(from + at)));

// Patients 1 to 4 come in the first year alone, 5 to 8 in both, and the rest in the second; 7 has two studies in that,
// and the first study of 8 comes again with more.
const YEARS = [
  each(1, 8, (patient) => study(patient, 2024, 1, 1 + (patient % 2))),
  { ...each(5, 7, (patient) => study(patient, 2025, 1, 2)), ...study(7, 2025, 2, 1), ...study(8, 2024, 1, 3), ...each(9, PATIENTS, (patient) => study(patient, 2025, 1, 1)) },
];

/** Cleans an export, with a key that is opened first or made; answers with the zip's entries and the key. */
async function year(browser, url, files, key) {
  const { page, complaints, close } = await open(browser, url);
  const exported = folder(files);
  if (key) {
    await page.getByTestId('key-load').setInputFiles({ name: 'darkroom-linking-key.age', mimeType: 'application/octet-stream', buffer: key });
    await page.getByTestId('key-load-passphrase').fill(PASSPHRASE);
    await page.getByTestId('key-open').click();
    await page.getByTestId('key-opened').waitFor();
  }
  const count = Object.keys(files).length;
  await page.getByTestId('intake-folder').setInputFiles(exported.path);
  await filesIn(page, count);
  await clearGlanced(page);
  await go(page, 'Save');
  if (!key) {
    await page.getByTestId('key-make').check();
    await page.getByTestId('key-passphrase').fill(PASSPHRASE);
    await page.getByTestId('key-passphrase-again').fill(PASSPHRASE);
  }
  const entries = unzip(await deliverZip(page));
  assert.equal((await counts(page)).cleaned, count);
  let made = key;
  if (!key) {
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByTestId('key-save').click({ timeout: 60_000 });
    made = readFileSync(await (await download).path());
  }
  assert.deepEqual(complaints, []);
  await close();
  exported.remove();
  return { entries, key: made };
}

describe('two exports in one folder', () => {
  let browser, site, all;
  before(async () => { browser = await launch(); site = await address('http'); all = mkdtempSync(join(tmpdir(), 'darkroom-')); });
  after(async () => { await browser.close(); site.close(); rmSync(all, { recursive: true, force: true }); });

  test('every file of both years is there', { timeout: 240_000 }, async () => {
    const zips = [];
    let key;
    for (const files of YEARS) {
      const one = await year(browser, site.url, files, key);
      key = one.key;
      zips.push(one.entries);
      for (const [name, bytes] of one.entries) {
        const at = join(all, name);
        mkdirSync(dirname(at), { recursive: true });
        assert.ok(!existsSync(at) || readFileSync(at).equals(bytes), `${name} is another file already`);
        writeFileSync(at, bytes);
      }
    }
    const wanted = new Set(YEARS.flatMap((files) => Object.keys(files)));
    const there = readdirSync(all, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(there.length, wanted.size + PAPERS * YEARS.length);
    const images = there.filter(({ name }) => name.endsWith('.dcm'))
      .map((entry) => [join(entry.parentPath ?? entry.path, entry.name).slice(all.length + 1), parse(readFileSync(join(entry.parentPath ?? entry.path, entry.name)))]);
    assert.equal(images.length, wanted.size);
    const different = (values) => new Set(values).size;
    const depth = (levels) => different(images.map(([path]) => path.split('/').slice(0, levels).join('/')));
    const studies = different([...wanted].map((place) => place.split('/')[0]));
    assert.deepEqual([depth(1), depth(2), depth(3)], [PATIENTS, studies, studies]);
    for (const tag of ['0020000d', '0020000e']) assert.equal(different(images.map(([, elements]) => elements.get(tag).text)), studies);
    assert.equal(different(images.map(([, elements]) => elements.get('00080018').text)), wanted.size);
    for (const [path, elements] of images) {
      const [name, study, , image] = path.split('/');
      assert.equal(name, elements.get('00100020').text);
      assert.ok(study.startsWith(`Study-${elements.get('00080020').text}-`), path);
      assert.ok(image.startsWith(`IM${elements.get('00200013').text.padStart(4, '0')}-`), path);
    }

    // The papers of both years hold for what they list, and each lists all of its own zip.
    for (const entries of zips) {
      const certificate = JSON.parse(paper(entries, 'darkroom-certificate'));
      assert.match(certificate.seal, /^[0-9a-f]{64}$/);
      assert.deepEqual(certificate.delivered.map(({ path }) => path), [...entries.keys()].filter((name) => name.endsWith('.dcm')).sort());
      for (const { path, bytes } of certificate.delivered) assert.equal(bytes, entries.get(path).length);
      const sums = paper(entries, 'SHA256SUMS').toString().trimEnd().split('\n').map((line) => line.split('  '));
      assert.equal(sums.length, entries.size - 1);
      for (const [sha256, path] of sums) {
        assert.equal(createHash('sha256').update(readFileSync(join(all, path))).digest('hex'), sha256, path);
      }
    }
  });
});
