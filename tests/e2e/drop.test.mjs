// A folder dropped on the page as a person drops it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ct } from './dicom.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, launch, open, ORIGINS } from './page.mjs';
import { unzip } from './zip.mjs';

for (const origin of ORIGINS) {
  describe(`a drop on the page from ${origin}`, () => {
    let browser, site, files;
    before(async () => {
      browser = await launch();
      site = await address(origin);
      files = folder(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`deep/er/IM${i}`, ct(i + 1)])));
    });
    after(async () => { await browser.close(); site.close(); files.remove(); });

    test('takes in a whole folder, and counts a file of it that comes again as a double', async () => {
      const { page, complaints, close } = await open(browser, site.url);
      const devtools = await page.context().newCDPSession(page);
      const { x, y, width, height } = await page.getByTestId('drop-zone').boundingBox();
      const at = { x: x + width / 2, y: y + height / 2 };
      const data = { items: [], files: [files.path], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, ...at, data });
      await filesIn(page, 40);
      await page.getByTestId('intake-files').setInputFiles([`${files.path}/deep/er/IM0`]);
      await filesIn(page, 41);

      await clearGlanced(page);
      const out = unzip(await deliverZip(page));
      assert.equal([...out.keys()].filter((name) => name.endsWith('.dcm')).length, 40);
      assert.deepEqual(await counts(page), { in: 41, cleaned: 40, held: 0, deleted: 0, notDicom: 0, doubles: 1 });
      assert.deepEqual(complaints, []);
      await close();
    });
  });
}
