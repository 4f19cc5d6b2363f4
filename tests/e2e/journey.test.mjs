// The journey of the governance papers as one: list, harvest, look, rules, permission, two drives, slides.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TOKENS } from './dicom.mjs';
import { IMAGES, PICKER, harvest, journey, sums } from './journey.mjs';
import { address, counts, launch, open } from './page.mjs';
import { decode } from './png.mjs';
import { unzip } from './zip.mjs';

describe('the journey', () => {
  let browser, site, files;
  before(async () => { browser = await launch(); site = await address('http'); files = harvest(); });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  test('goes from the list for the PACS manager to two drives and a slide', { timeout: 180_000 }, async () => {
    const { page, complaints, close } = await open(browser, site.url, PICKER);
    const stations = [];
    const { workbook, slides } = await journey(page, files.path, async (name) => { stations.push(name); });
    assert.equal(stations.at(-1), 'slides given');
    assert.deepEqual(await counts(page), { in: IMAGES, cleaned: IMAGES, held: 0, deleted: 0, notDicom: 0 });
    const [drive, backup] = [await sums(page, 'drive'), await sums(page, 'backup')];
    assert.deepEqual(backup, drive);
    assert.equal(Object.keys(drive).filter((name) => name.endsWith('.dcm')).length, IMAGES);

    // The name is in the workbook, where it belongs, and nowhere else.
    assert.ok(unzip(workbook).get('xl/worksheets/sheet1.xml').toString().includes('Testerton, Prudence'));
    const pictures = [...unzip(slides)].filter(([name]) => name.endsWith('.png'));
    assert.equal(pictures.length, 1);
    for (const [name, bytes] of [...unzip(slides), ...Object.keys(drive).map((name) => [name, Buffer.alloc(0)])]) {
      for (const token of TOKENS) assert.ok(!name.includes(token) && !bytes.includes(token), `${token} in ${name}`);
    }
    const { rgb } = decode(pictures[0][1]);
    assert.equal(rgb[(30 * 80 + 20) * 3], 0);
    assert.deepEqual(complaints, []);
    await close();
  });
});
