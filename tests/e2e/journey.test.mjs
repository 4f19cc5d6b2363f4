// The journey of the governance papers as one, by keys alone: list, harvest, look, rules, permission, two drives, slides.
// Nothing is amiss at any station, as wide as a desk and at 200 %; and nobody's name comes out but in the workbook.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, inspector } from './axe.mjs';
import { IMAGES, harvest, journey } from './journey.mjs';
import { film } from './keys.mjs';
import { assertNobody } from './nobody.mjs';
import { PICKER, listed } from './opfs.mjs';
import { address, counts, launch, open } from './page.mjs';
import { decode } from './png.mjs';
import { unzip } from './zip.mjs';

const SIZES = { 'as wide as a desk': { width: 1280, height: 720 }, 'at 200 %': { width: 640, height: 360 } };

describe('the journey', () => {
  let browser, site, files;
  before(async () => { browser = await launch(); site = await address('http'); files = harvest(); });
  after(async () => { await browser.close(); site.close(); files.remove(); });

  const { script, missing } = axe();
  for (const [name, size] of Object.entries(SIZES)) {
    test(`goes from the list for the PACS manager to two drives and a slide, ${name}`, { timeout: 180_000 }, async (context) => {
      const { page, complaints, close } = await open(browser, site.url, PICKER, { apart: true });
      await page.setViewportSize(size);
      const inspected = inspector(page, script);
      const { workbook, slides, keys } = await journey(page, files.path, async (station) => { if (!missing) await inspected.at(station); });
      context.diagnostic(`${keys.length} keys: ${film(keys)}`);
      assert.deepEqual(inspected.faults, []);
      assert.deepEqual(await counts(page), { in: IMAGES, cleaned: IMAGES, held: 0, deleted: 0, notDicom: 0 });
      const [drive, backup] = [await listed(page, 'drive'), await listed(page, 'backup')];
      assert.deepEqual([...backup].sort(), [...drive].sort());
      assert.equal([...drive.keys()].filter((name) => name.endsWith('.dcm')).length, IMAGES);

      // The names are in the workbook, where they belong, and nowhere else.
      const sheet = unzip(workbook.bytes).get('xl/worksheets/sheet1.xml').toString();
      for (const typed of ['Testerton, Prudence', 'Gone, Girl', '9434765919']) assert.ok(sheet.includes(typed), typed);
      const outputs = [...drive, [slides.name, slides.bytes], [workbook.name, Buffer.alloc(0)]];
      assertNobody(outputs);
      assertNobody(outputs, ['gone, girl', '9434765919']);
      const pictures = [...unzip(slides.bytes)].filter(([name]) => name.endsWith('.png'));
      assert.equal(pictures.length, 1);
      const { rgb } = decode(pictures[0][1]);
      assert.equal(rgb[(30 * 80 + 20) * 3], 0);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
});
