// The certificate on a page of its own, numbers kept by permission, and linking keys: made, saved, and opened in a page
// that knows nothing yet.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { PATIENT, TOKENS, ct, parse } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, go, launch, open, ORIGINS } from './page.mjs';
import { nameOf, paper, unzip } from './zip.mjs';

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), '../../dist');
const PASSPHRASE = 'seven quiet herons';
const BY = 'Dr A. Keeper, Caldicott Guardian';
const WHY = 'Findings are reported back to the clinic';

async function saved(download) {
  return readFileSync(await (await download).path());
}

async function load(page, files) {
  await page.getByTestId('intake-folder').setInputFiles(files.path);
  await filesIn(page, 3);
  await clearGlanced(page);
}

const images = (zip) => [...unzip(zip)].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes));

/** Saves with a linking key; answers with the zip and the key. */
async function deliverWithKey(page) {
  await go(page, 'Save');
  await page.getByTestId('key-make').check();
  assert.equal(await page.getByTestId('deliver-zip').getAttribute('aria-disabled'), 'true');
  await page.getByTestId('key-passphrase').fill('too short');
  await page.getByText('At least 12 letters; these are 9.').waitFor();
  await page.getByTestId('key-passphrase').fill(PASSPHRASE);
  await page.getByTestId('key-passphrase-again').fill('seven quiet heroes');
  await page.getByText('The two passphrases are not the same.').waitFor();
  await page.getByTestId('key-blocked').waitFor();
  assert.equal(await page.getByTestId('deliver-zip').getAttribute('aria-disabled'), 'true');
  await page.getByTestId('key-passphrase-again').fill(PASSPHRASE);
  const zip = await deliverZip(page);
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByTestId('key-save').click({ timeout: 60_000 });
  assert.equal((await download).suggestedFilename(), 'darkroom-linking-key.age');
  assert.ok(!(await page.getByTestId('key-make').isChecked()));
  return { zip, key: await saved(download) };
}

async function openKey(page, key, passphrase) {
  await page.getByTestId('key-load').setInputFiles({ name: 'darkroom-linking-key.age', mimeType: 'application/octet-stream', buffer: key });
  await page.getByTestId('key-load-passphrase').fill(passphrase);
  await page.getByTestId('key-open').click();
  assert.equal(await page.getByTestId('key-load-passphrase').inputValue(), '');
}

describe('the certificate and what is kept', () => {
  let browser, files;
  before(async () => { browser = await launch(); files = folder({ 'CT/1': ct(1), 'CT/2': ct(2), 'CT/3': ct(3) }); });
  after(async () => { await browser.close(); files.remove(); });

  for (const origin of ORIGINS) {
    test(`a number is kept with permission, and the certificate says so (${origin})`, { timeout: 120_000 }, async () => {
      const site = await address(origin);
      const { page, complaints, close } = await open(browser, site.url);
      await load(page, files);
      await go(page, 'Rules');
      const section = page.getByText('Keep the hospital’s own number');
      assert.ok(!(await page.getByTestId('keep-patient-id').isVisible()));
      await section.click();
      await page.getByTestId('keep-patient-id').check();

      // A tick is not a permission.
      await page.getByText('Say who gave permission: a name and a role.').waitFor();
      await page.getByTestId('permission-by').fill(BY);
      await page.getByText('Say why the number is needed.').waitFor();
      await page.getByText('Nothing is kept until both are filled in.').waitFor();
      await page.locator('[data-testid=plan-row][data-tag="0010,0020"][data-action=replaced]').waitFor();
      await go(page, 'Save');
      await page.getByText('The hospital’s number is not kept').waitFor();
      for (const elements of images(await deliverZip(page))) assert.match(elements.get('00100020').text, /^CASE-/);

      // With both it is one, and another preset does not take it back.
      await go(page, 'Rules');
      await page.getByTestId('permission-why').fill(WHY);
      await page.getByTestId('plan-filter-all').click();
      await page.locator('[data-testid=plan-row][data-tag="0010,0020"][data-action=kept]').waitFor();
      await page.getByTestId('preset').selectOption('strict');
      await page.getByLabel('Patient characteristics').check();
      await page.locator('[data-testid=plan-row][data-tag="0010,0020"][data-action=kept]').waitFor();
      await go(page, 'Save');
      await page.getByText(`by permission of ${BY}`).waitFor();
      const out = unzip(await deliverZip(page));
      for (const [name, bytes] of out) {
        if (name.endsWith('.dcm')) {
          const elements = parse(bytes);
          assert.equal(elements.get('00100020').text, PATIENT.id);
          assert.match(elements.get('00100010').text, /^CASE-/);
        }
        for (const token of TOKENS) assert.ok(!bytes.includes(token) || (token === PATIENT.id && name.endsWith('.dcm')), `${token} is in ${name}`);
      }

      await page.getByTestId('certificate').click();
      const text = await page.getByTestId('certificate-page').innerText();
      const sha256 = createHash('sha256').update(readFileSync(join(DIST, origin === 'file' ? 'darkroom.html' : 'site/index.html'))).digest('hex');
      assert.ok(readFileSync(join(DIST, 'SHA256SUMS'), 'utf8').includes(sha256));
      for (const words of [BY, WHY, 'patient ID', sha256, '113108', '3 images cleaned', 'cleaned images read again']) assert.ok(text.includes(words), words);
      for (const token of TOKENS) assert.ok(!text.includes(token), token);
      const download = page.waitForEvent('download');
      await page.getByTestId('certificate-json').click();
      assert.equal((await download).suggestedFilename(), nameOf(out, 'darkroom-certificate'));
      const json = (await saved(download)).toString();
      assert.equal(json, paper(out, 'darkroom-certificate').toString());
      const { made_with: made, rules } = JSON.parse(json);
      assert.equal(made.page_sha256, sha256);
      assert.match(made.date, /^20\d\d-[01]\d-[0-3]\d$/);
      assert.deepEqual(rules.policy.keep, { identifiers: ['patient-id'], permission: { by: BY, why: WHY } });

      // On paper nothing else, whatever is in view.
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.getByTestId('certificate-page').isVisible());
      for (const hidden of [page.getByTestId('certificate-json'), page.getByTestId('summary'), page.getByRole('button', { name: /^Save/ }).first()]) {
        assert.ok(!(await hidden.isVisible()));
      }
      await page.emulateMedia({ media: null });
      await page.getByTestId('certificate-back').click();
      await go(page, 'Look');
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.getByText('TESTERTON').locator('visible=true').count(), 0);
      assert.deepEqual(complaints, []);
      await close();
      site.close();
    });
  }

  test('a linking key gives the same case names in a page that is opened anew', { timeout: 180_000 }, async () => {
    const site = await address('file');
    const { page, complaints, close } = await open(browser, site.url);
    await load(page, files);
    const { zip, key } = await deliverWithKey(page);
    assert.ok(key.toString('latin1').startsWith('age-encryption.org/v1\n-> scrypt '));
    for (const token of [...TOKENS, 'CASE-']) assert.ok(!key.includes(token), `${token} is in the sealed key`);
    const names = (elements) => ['00100010', '00100020', '0020000d', '00080018'].map((tag) => elements.get(tag).text);
    // Workers end in any order, and so do the images in the zip.
    const first = images(zip).map(names).sort();
    // Too late for a key: what was cleaned has other names.
    await go(page, 'Add');
    await page.getByText('reload the page and load the linking key first').waitFor();

    await page.reload();
    await page.getByTestId('drop-zone').waitFor();
    await openKey(page, key, 'seven quiet heroes');
    await page.getByTestId('key-fault').filter({ hasText: 'The passphrase is wrong, or the linking key is damaged.' }).waitFor();
    await openKey(page, Buffer.from('hello'), PASSPHRASE);
    await page.getByTestId('key-fault').filter({ hasText: 'This is not a linking key.' }).waitFor();
    await openKey(page, key, PASSPHRASE);
    await page.getByTestId('key-opened').filter({ hasText: 'It knows 1 case' }).waitFor();
    await load(page, files);
    assert.equal(await page.getByTestId('case-name').innerText(), first[0][0]);
    await page.getByText(', in the key').waitFor();
    const again = images(await deliverZip(page)).map(names).sort();
    assert.deepEqual(again, first);
    // Nothing of it stays in the browser.
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    assert.deepEqual(complaints, []);
    await close();

    const other = await open(browser, site.url);
    await load(other.page, files);
    await go(other.page, 'Save');
    assert.notDeepEqual(images(await deliverZip(other.page)).map(names).sort(), first);
    assert.equal((await counts(other.page)).cleaned, 3);
    await other.close();
    site.close();
  });
});
