// The permission to use the images on the built page: asked of real images, never in the way; recorded, declined, taken
// from an earlier certificate; and what names a patient is not taken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { address, clearGlanced, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
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
    // Who has looked as an outsider would: through the same door.
    await first.page.getByTestId('test-said').getByText('No motivated intruder test is recorded').waitFor();
    await first.page.getByTestId('test-open').click();
    await first.page.getByTestId('test-record').click();
    await first.page.getByTestId('test-fault').getByText('Say who looked').waitFor();
    await first.page.getByTestId('test-by').fill('CD');
    await first.page.getByTestId('test-date').fill('2026-04-01');
    await first.page.getByTestId('test-result').selectOption({ index: 1 });
    await first.page.getByTestId('test-words').fill(`nothing about ${PATIENT.id}`);
    await first.page.getByTestId('test-record').click();
    await first.page.getByTestId('test-fault').getByText('names a patient of these images').waitFor();
    await first.page.getByTestId('test-words').fill('an hour of searching');
    await first.page.getByTestId('test-record').click();
    await first.page.getByTestId('test-said').getByText('CD, 1 April 2026, nobody could be identified').waitFor();
    const made = await papers(first.page);
    assert.deepEqual(made.certificate.motivated_intruder_test, { recorded: {
      by: 'CD', date: '2026-04-01', result: 'nobody-identified', words: 'an hour of searching',
    } });
    assert.match(made.readme, /Motivated intruder test\r\n-+\r\nDone by CD, on 2026-04-01\.\r\nResult: nobody could be identified\./);
    const [of] = made.certificate.folders;
    assert.deepEqual(made.certificate.folders.length, 1);
    assert.match(of.path, /^CASE-\w{8}\/Study-[\w-]+\/CT-[\w-]+$/);
    assert.equal(of.images, 2);
    assert.deepEqual(made.certificate.permission, { recorded: {
      from: 'caldicott-guardian', name: 'AB', date: '2026-03-31', 'rules-read': true, purpose: 'publication', 'purpose-words': 'a case report',
    } });
    assert.match(made.readme, /Permission to use the images\r\n-+\r\nGiven by: Caldicott Guardian \(AB\), on 2026-03-31\.\r\nFor: publication: a case report\./);
    await first.page.getByTestId('certificate').first().click();
    await first.page.getByText('Given by: Caldicott Guardian (AB)').waitFor();
    await first.page.getByText('Result: nobody could be identified.').waitFor();
    assert.deepEqual(first.complaints, []);
    await first.close();

    const next = await open(browser, site.url);
    await load(next.page, files);
    await next.page.getByTestId('permission-load').setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: made.raw });
    await next.page.waitForFunction(() => document.querySelector('[data-testid=permission-name]').value === 'AB');
    assert.equal(await next.page.getByTestId('permission-from').evaluate((it) => it.selectedOptions[0].text), 'Caldicott Guardian');
    assert.ok(await next.page.getByTestId('permission-rules').isChecked());
    await next.page.getByTestId('permission-record').click();
    const again = (await papers(next.page)).certificate;
    assert.deepEqual(again.permission, made.certificate.permission);
    // A test was of other images: it is not taken over.
    assert.equal(again.motivated_intruder_test, 'not-done');
    await next.close();
    site.close();
  });

  test('is asked as a zip is saved from Look, and says what stands on that zip’s certificate', { timeout: 120_000 }, async () => {
    const site = await address('http');
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 2);
    await go(page, 'Look');
    await clearGlanced(page);
    const footer = page.locator('footer').getByTestId('deliver-zip');
    const [download] = await Promise.all([page.waitForEvent('download'), footer.click()]);
    const out = unzip(readFileSync(await download.path()));
    assert.equal(JSON.parse(paper(out, 'darkroom-certificate')).permission, 'nothing');
    await page.getByTestId('permission').getByText('says that no permission was recorded').waitFor();
    await page.getByTestId('permission-without').click();
    await page.getByTestId('permission-said').waitFor();
    // Asked once a session.
    await go(page, 'Look');
    await Promise.all([page.waitForEvent('download'), footer.click()]);
    assert.equal(await page.getByTestId('permission').count(), 0);
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
    assert.equal(await page.getByTestId('test-said').count(), 0);
    assert.deepEqual(complaints, []);
    await close();
    site.close();
  });
});
