// The permission to use the images on the built page: asked of real images, never in the way; recorded, declined, taken
// from an earlier certificate; and what names a patient is not taken.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { address, clearGlanced, deliverZip, filesIn, folder, go, launch, lookAndClear, open } from './page.mjs';
import { ct, PATIENT } from './dicom.mjs';
import { paper, unzip } from './zip.mjs';

async function load(page, files) {
  await page.getByTestId('intake-folder').setInputFiles(files.path);
  await filesIn(page, 2);
  await go(page, 'Look');
  await clearGlanced(page);
  await go(page, 'Save');
}

async function papers(page) {
  const out = unzip(await deliverZip(page));
  return { certificate: JSON.parse(paper(out, 'darkroom-certificate')), readme: paper(out, 'README').toString(), raw: paper(out, 'darkroom-certificate') };
}

async function fill(page, { name = 'AB', words = '' } = {}) {
  await page.getByTestId('permission-from').selectOption({ label: 'Caldicott Guardian' });
  await page.getByTestId('permission-name').fill(name);
  await page.getByTestId('permission-date').fill('2026-03-31');
  await page.getByTestId('permission-purpose').selectOption({ label: 'Publication' });
  await page.getByTestId('permission-words').fill(words);
  await page.getByTestId('permission-rules').check();
}

describe('the permission to use the images', () => {
  let browser, files;
  before(async () => { browser = await launch(); files = folder({ 'CT/1': ct(1), 'CT/2': ct(2) }); });
  after(async () => { await browser.close(); files.remove(); });

  test('is recorded, goes onto the certificate, and is taken from it the next time', { timeout: 120_000 }, async () => {
    const site = await address('http');
    const first = await open(browser, site.url);
    await load(first.page, files);
    await first.page.getByTestId('permission').waitFor();
    await first.page.getByTestId('permission-record').click();
    await first.page.getByTestId('permission-fault').getByText('Say who gave permission').waitFor();

    // What names a patient of these images is not taken, before anything is saved.
    await fill(first.page, { words: `about ${PATIENT.id}` });
    await first.page.getByTestId('permission-record').click();
    await first.page.getByTestId('permission-fault').getByText('names a patient of these images').waitFor();
    await fill(first.page, { words: 'a case report' });
    await first.page.getByTestId('permission-record').click();
    await first.page.getByTestId('permission-said').getByText('Caldicott Guardian (AB), 31 March 2026, publication: a case report').waitFor();
    const made = await papers(first.page);
    assert.deepEqual(made.certificate.permission, { recorded: {
      from: 'caldicott-guardian', name: 'AB', date: '2026-03-31', 'rules-read': true, purpose: 'publication', 'purpose-words': 'a case report',
    } });
    assert.match(made.readme, /Permission to use the images\r\n-+\r\nGiven by: Caldicott Guardian \(AB\), on 2026-03-31\.\r\nFor: publication: a case report\./);
    await first.page.getByTestId('certificate').first().click();
    await first.page.getByText('Given by: Caldicott Guardian (AB)').waitFor();
    assert.deepEqual(first.complaints, []);
    await first.close();

    const next = await open(browser, site.url);
    await load(next.page, files);
    await next.page.getByTestId('permission-load').setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: made.raw });
    await next.page.waitForFunction(() => document.querySelector('[data-testid=permission-name]').value === 'AB');
    assert.equal(await next.page.getByTestId('permission-from').evaluate((it) => it.selectedOptions[0].text), 'Caldicott Guardian');
    assert.ok(await next.page.getByTestId('permission-rules').isChecked());
    await next.page.getByTestId('permission-record').click();
    assert.deepEqual((await papers(next.page)).certificate.permission, made.certificate.permission);
    await next.close();
    site.close();
  });

  test('is asked before a zip is saved from Look: nothing leaves at that press, and the next one saves', { timeout: 120_000 }, async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 2);
    await go(page, 'Look');
    await clearGlanced(page);
    let downloads = 0;
    page.on('download', () => { downloads += 1; });
    await page.locator('footer').getByTestId('deliver-zip').click();
    await page.locator('[data-testid=permission]:focus').getByText('Nothing is saved yet').waitFor();
    assert.equal(downloads, 0);
    await page.getByTestId('permission-without').click();
    await page.getByTestId('permission-said').waitFor();
    // Asked once: from now on the press on Look saves.
    await go(page, 'Look');
    await Promise.all([page.waitForEvent('download'), page.locator('footer').getByTestId('deliver-zip').click()]);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });

  test('is never in the way: nothing said is said so, and one press goes on without', { timeout: 120_000 }, async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url);
    await load(page, files);
    await page.getByTestId('permission').waitFor();
    const unasked = await papers(page);
    assert.equal(unasked.certificate.permission, 'nothing');
    assert.match(unasked.readme, /No permission was recorded\.\r\n/);
    await go(page, 'Add');
    await go(page, 'Save');
    await page.getByTestId('permission-without').click();
    await page.getByTestId('permission-said').getByText('No permission is recorded').waitFor();
    const declined = await papers(page);
    assert.equal(declined.certificate.permission, 'declined');
    assert.match(declined.readme, /went on without a record/);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });

  test('is not asked of the sample study', { timeout: 120_000 }, async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('open-sample').click();
    await page.locator('[data-testid=series]').first().waitFor();
    await go(page, 'Save');
    await page.getByText('You can’t save yet').waitFor();
    assert.equal(await page.getByTestId('permission').count(), 0);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });
});
