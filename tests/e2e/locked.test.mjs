// An encrypted zip is held until its password is given, and then leaves as any other; the password stays nowhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, launch, open } from './page.mjs';
import { unzip, zip } from './zip.mjs';

const PASSWORD = 'Sent by the trust £4';

describe('an encrypted zip', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  const images = (from, to) => Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`ST/IM${from + i}`, ct(from + i)]));

  async function type(page, password) {
    await page.getByTestId('zip-password').fill(password);
    await page.getByTestId('zip-password-open').click();
  }

  test('is held, then opened by its password, and cleaned like its folder', async () => {
    const sent = folder({
      'one.zip': zip(images(1, 5), PASSWORD), 'two.zip': zip(images(5, 7), PASSWORD), 'other.zip': zip(images(7, 8), 'another'),
      'inner.zip': zip({ 'in.zip': zip(images(8, 10)) }, PASSWORD), 'plain': ct(10),
    });
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(sent.path);
    // One of them holds two, which nobody can know yet.
    await filesIn(page, 9);
    assert.equal((await counts(page)).held, 8);
    const note = page.getByTestId('containers-locked');
    await note.filter({ hasText: '8 files are encrypted' }).waitFor();

    await type(page, 'sent by the trust');
    await page.getByTestId('zip-password-fault').filter({ hasText: 'opens none of them' }).waitFor();
    assert.equal(await page.getByTestId('zip-password').inputValue(), '');
    assert.equal((await counts(page)).held, 8);

    await type(page, PASSWORD);
    await page.getByTestId('zip-password-fault').filter({ hasText: 'It opened 7.' }).waitFor();
    await filesIn(page, 10);
    assert.equal((await counts(page)).held, 1);

    // Known from now on: what comes later opens by itself.
    const more = folder({ 'later.zip': zip(images(11, 12), PASSWORD) });
    await page.getByTestId('intake-folder').setInputFiles(more.path);
    await filesIn(page, 11);
    assert.equal((await counts(page)).held, 1);
    await type(page, 'another');
    await note.waitFor({ state: 'detached' });

    await clearGlanced(page);
    const out = unzip(await deliverZip(page));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 11);
    assert.deepEqual(await counts(page), { in: 11, cleaned: 11, held: 0, deleted: 0, notDicom: 0 });
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML]));
    const left = [kept, ...[...out.values()].map((bytes) => bytes.toString('latin1'))];
    assert.ok(left.every((text) => !text.includes('by the trust')));
    assert.deepEqual(complaints, []);
    await close();
    sent.remove();
    more.remove();
  });

  test('in another is opened by two passwords, one after the other, and what each opened is cleaned', async () => {
    const inner = zip(images(1, 3), 'another');
    const sent = folder({ 'sent.zip': zip({ 'in.zip': inner }, PASSWORD), 'other.zip': zip(images(3, 4), 'another') });
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(sent.path);
    await filesIn(page, 2);
    assert.equal((await counts(page)).held, 2);
    await page.getByTestId('containers-locked').waitFor();

    // All that is seen then is locked as well, but further in: the password is kept, since the next needs it too.
    await type(page, PASSWORD);
    await page.getByTestId('zip-password-fault').filter({ hasText: 'It opened 1.' }).waitFor();
    await filesIn(page, 3);
    assert.equal((await counts(page)).held, 3);

    await type(page, 'another');
    await page.getByTestId('containers-locked').waitFor({ state: 'detached' });
    await page.getByTestId('clear-all-glanced').waitFor();
    await clearGlanced(page);
    const out = unzip(await deliverZip(page));
    assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 3);
    assert.deepEqual(await counts(page), { in: 3, cleaned: 3, held: 0, deleted: 0, notDicom: 0 });
    assert.deepEqual(complaints, []);
    await close();
    sent.remove();
  });
});
