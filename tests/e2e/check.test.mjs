// Check a collection: what the page has saved is good; whatever became of it since is said, and nothing names a patient.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { ORIGINS, address, clearGlanced, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
import { nameOf, unzip, zip } from './zip.mjs';

const SLICES = 5;
const ORIGINALS = Object.fromEntries(Array.from({ length: SLICES }, (_, at) => [`IM${at}`, ct(at + 1)]));
const NAME = 'TESTERTON';

const PASSPHRASE = 'nine slow barges pass the lock';

/** The zip that the page makes of the originals, and the linking key that it keeps. */
async function saved(browser, url, path) {
  const { page, close } = await open(browser, url);
  await page.getByTestId('intake-folder').setInputFiles(path);
  await filesIn(page, SLICES);
  await clearGlanced(page);
  await go(page, 'Save');
  await page.getByTestId('key-make').check();
  await page.getByTestId('key-passphrase').fill(PASSPHRASE);
  await page.getByTestId('key-passphrase-again').fill(PASSPHRASE);
  const bytes = await deliverZip(page);
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByTestId('key-save').click({ timeout: 60_000 });
  const key = readFileSync(await (await download).path());
  await close();
  return { bytes, key };
}

/** Opens the linking key of a collection in the view of its check. */
async function giveKey(page, key) {
  await page.getByTestId('check-key-load').setInputFiles({ name: 'darkroom-linking-key.age', mimeType: 'application/octet-stream', buffer: key });
  await page.getByTestId('check-key-load-passphrase').fill(PASSPHRASE);
  await page.getByTestId('check-key-open').click();
  await page.getByTestId('check-key').filter({ hasText: 'opened' }).waitFor({ timeout: 60_000 });
}

/** Checks a collection, given as files for an input, and says what came of it. */
async function check(page, choose) {
  const open = page.getByTestId('check-open');
  if (await open.isVisible()) await open.click();
  await choose(page);
  await page.locator('[data-testid=check-start]:not([aria-disabled=true])').click();
  const result = page.getByTestId('check-result');
  await result.waitFor({ timeout: 60_000 });
  const lines = async (list) => {
    const items = await page.getByTestId(list).locator('li').all();
    return Promise.all(items.map(async (item) => `${await item.getAttribute('data-kind')} ${await item.textContent()}`));
  };
  return {
    verdict: await result.getAttribute('data-verdict'), words: await result.textContent(),
    faults: await lines('check-faults'), findings: await lines('check-findings'), papers: await lines('check-certificates'),
  };
}

const collectionFiles = (files) => (page) => page.getByTestId('check-collection-files').setInputFiles(files);

for (const origin of ORIGINS) {
  describe(`a collection, on ${origin}`, () => {
    let browser, site, originals, bytes, key, kept;
    before(async () => {
      browser = await launch();
      site = await address(origin);
      originals = folder(ORIGINALS);
      kept = mkdtempSync(join(tmpdir(), 'darkroom-kept-'));
      ({ bytes, key } = await saved(browser, site.url, originals.path));
    });
    after(async () => { await browser.close(); site.close(); originals.remove(); rmSync(kept, { recursive: true, force: true }); });

    /** Unpacked into a folder of its own, after `change` has changed its entries. */
    function unpacked(name, change) {
      const entries = unzip(bytes);
      change(entries);
      for (const [place, content] of entries) {
        const at = join(kept, name, place);
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, content);
      }
      return join(kept, name);
    }

    test('is good as its zip, and beside its originals', async () => {
      const { page, complaints, close } = await open(browser, site.url);
      const asZip = collectionFiles({ name: 'darkroom.zip', mimeType: 'application/zip', buffer: bytes });
      const alone = await check(page, asZip);
      assert.deepEqual([alone.verdict, alone.faults, alone.findings], ['good', [], []], alone.words);
      assert.match(alone.words, /5 of 5 delivered files are as they were delivered/);
      await page.getByTestId('check-close').click();
      await page.getByTestId('drop-zone').waitFor();
      const against = await check(page, async () => {
        await asZip(page);
        await page.getByTestId('check-originals-folder').setInputFiles(originals.path);
        await page.getByTestId('check-originals').filter({ hasText: '5 files' }).waitFor();
      });
      assert.deepEqual([against.verdict, against.faults, against.findings], ['good', [], []], against.words);
      assert.match(against.words, /against 5 originals/);
      assert.deepEqual(complaints, []);
      await close();
    });

    test('says what is missing, changed and added, and finds an original in a zip', async () => {
      let images;
      const path = unpacked('changed', (entries) => {
        images = [...entries.keys()].filter((name) => name.endsWith('.dcm')).sort();
        entries.delete(images[0]);
        const changed = Buffer.from(entries.get(images[1]));
        changed[changed.length - 1] ^= 1;
        entries.set(images[1], changed);
        entries.set('more.zip', zip({ 'x/IM9': ct(2) }));
        entries.set('Thumbs.db', Buffer.from('x'));
      });
      const { page, complaints, close } = await open(browser, site.url);
      const told = await check(page, async () => {
        await page.getByTestId('check-collection-folder').setInputFiles(path);
        await page.getByTestId('check-originals-folder').setInputFiles(originals.path);
        await page.getByTestId('check-originals').filter({ hasText: '5 files' }).waitFor();
      });
      assert.equal(told.verdict, 'found');
      const has = (lines, kind, place) => assert.ok(lines.some((line) => line.startsWith(`${kind} `) && line.includes(place)), `${kind} ${place}: ${lines.join('\n')}`);
      has(told.faults, 'missing', images[0]);
      has(told.faults, 'changed', images[1]);
      has(told.faults, 'added', 'more.zip/x/IM9');
      has(told.faults, 'left-by-the-computer', 'Thumbs.db');
      has(told.findings, 'finding', 'PatientName');
      assert.ok(![told.words, ...told.faults, ...told.findings].join().includes(NAME));
      assert.deepEqual(complaints, []);
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `check-${origin}.png`) });
      await close();
    });

    test('with its linking key, a certificate that somebody else wrote is told', async () => {
      const { page, complaints, close } = await open(browser, site.url);
      const good = await check(page, async () => {
        await collectionFiles({ name: 'darkroom.zip', mimeType: 'application/zip', buffer: bytes })(page);
        await giveKey(page, key);
      });
      assert.deepEqual([good.verdict, good.faults, good.findings], ['good', [], []], good.words);
      assert.match(good.papers.join(), /sealed by this key/);
      await page.getByTestId('check-again').click();
      const path = unpacked('forged', (entries) => {
        const name = nameOf(entries, 'darkroom-certificate');
        const certificate = JSON.parse(entries.get(name));
        certificate.seal = 'ab'.repeat(32);
        entries.set(name, Buffer.from(JSON.stringify(certificate, null, 2)));
      });
      const told = await check(page, async () => {
        await page.getByTestId('check-collection-folder').setInputFiles(path);
        await giveKey(page, key);
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `check-key-${origin}.png`) });
      });
      assert.equal(told.verdict, 'found');
      assert.match([told.papers, told.faults].join(), /not this key’s seal/);
      assert.deepEqual(complaints, []);
      await close();
    });

    test('of nothing is not called good', async () => {
      const { page, close } = await open(browser, site.url);
      const told = await check(page, collectionFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') }));
      assert.equal(told.verdict, 'nothing');
      await close();
    });
  });
}
