// Whose images they are: one study is one case, two people under one ID are asked about, and no UID is given out twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct, parse } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, go, launch, open } from './page.mjs';
import { unzip } from './zip.mjs';

describe('identities', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('http'); });
  after(async () => { await browser.close(); site.close(); });

  async function opened(files, count) {
    const source = folder(files);
    const { page, complaints, close } = await open(browser, site.url);
    await page.getByTestId('intake-folder').setInputFiles(source.path);
    await filesIn(page, count);
    return { page, complaints, done: async () => { assert.deepEqual(complaints, []); await close(); source.remove(); } };
  }

  const images = (zip) => [...unzip(zip)].filter(([name]) => name.endsWith('.dcm')).map(([, bytes]) => parse(bytes));

  test('a study whose files leave out the ID, or the name too, is one case with one date', async () => {
    const files = { a: ct(1), b: ct(2, { patient: { id: '' } }), c: ct(3, { patient: { id: '', name: '', birth: '' } }), d: ct(4, { patient: { issuer: 'ELSEWHERE' } }) };
    const { page, done } = await opened(files, 4);
    await clearGlanced(page);
    const left = images(await deliverZip(page));
    assert.equal(left.length, 4);
    for (const tag of ['00100010', '00100020', '0020000d', '00080020']) assert.equal(new Set(left.map((image) => image.get(tag).text)).size, 1, tag);
    await done();
  });

  test('a study of two patients is held whole', async () => {
    const { page, done } = await opened({ a: ct(1), b: ct(2, { patient: { id: 'OTHER4455' } }) }, 2);
    assert.deepEqual(await counts(page), { in: 2, cleaned: 0, held: 2, deleted: 0, notDicom: 0 });
    await done();
  });

  test('two people under one ID are held until somebody says that it is one, which can be undone', async () => {
    const other = { patient: { name: 'WOLVERSTONE^HESTER', birth: '19880921' }, study: '1.2.826.0.1.3680043.10.5555.8' };
    const { page, done } = await opened({ a: ct(1), b: ct(2, { series: 3, ...other }) }, 2);
    assert.equal((await counts(page)).held, 2);
    await go(page, 'Add');
    assert.match(await page.getByTestId('people').innerText(), /TESTERTON.*WOLVERSTONE/s);
    await go(page, 'Save');
    await page.getByTestId('people-unanswered').waitFor();
    await go(page, 'Add');
    await page.getByTestId('one-person').click();
    assert.equal((await counts(page)).held, 0);
    await page.getByTestId('hold-people').click();
    assert.equal((await counts(page)).held, 2);
    await done();
  });

  test('of two different files with one UID one leaves, and the other is held with its place', async () => {
    const { page, done } = await opened({ 'one/a': ct(1), 'two/a': ct(1, { most: 4000 }), 'three/a': ct(1) }, 3);
    assert.deepEqual(await counts(page), { in: 3, cleaned: 0, held: 1, deleted: 0, notDicom: 0, doubles: 1 });
    await go(page, 'Add');
    assert.match(await page.locator('#list-held').innerText(), /The other is export\/one\/a/);
    await go(page, 'Look');
    await clearGlanced(page);
    assert.equal(images(await deliverZip(page)).length, 1);
    await done();
  });
});
