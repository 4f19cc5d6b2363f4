// The whole job on the built page, from a file and from a server: a folder goes in, a rectangle is painted through an
// ultrasound series, a zip comes out, and nothing of the patient is in it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENT, ct, parse, ultrasound } from './dicom.mjs';
import { assertNobody } from './nobody.mjs';
import { address, clearGlanced, counts, deliverZip, filesIn, folder, launch, lookAndClear, open, ORIGINS, paint } from './page.mjs';
import { paper, unzip, zip } from './zip.mjs';

const RECTANGLE = [10, 5, 40, 12];
const PATH = /^CASE-[0-9A-HJKMNP-TV-Z]{6,8}\/Study-\d{8}-[0-9A-HJKMNP-TV-Z]{6}\/(CT|US)-\d{4}-[0-9A-HJKMNP-TV-Z]{6}\/IM\d{4}-[0-9A-HJKMNP-TV-Z]{8}\.dcm$/;

function study() {
  return {
    'US/A1': ultrasound(1, { frames: 2 }),
    'US/A2': ultrasound(2, { frames: 2 }),
    ...Object.fromEntries([1, 2, 3, 4].map((number) => [`CT/${number}.dcm`, ct(number)])),
    'more.zip': zip({ 'deep/er/ct5': ct(5), 'deep/readme.txt': Buffer.from('hello') }),
    'notes.txt': Buffer.from(`about ${PATIENT.name}`),
    'broken.dcm': Buffer.concat([Buffer.alloc(128), Buffer.from('DICMnot a header at all')]),
    'empty.dcm': Buffer.alloc(0),
  };
}

for (const origin of ORIGINS) {
  describe(`the page from ${origin}`, () => {
    let browser, site, files;
    before(async () => { browser = await launch(); site = await address(origin); files = folder(study()); });
    after(async () => { await browser.close(); site.close(); files.remove(); });

    test('cleans a dropped folder, paints through a series, and accounts for every file', async () => {
      const { page, complaints, close } = await open(browser, site.url);
      await page.getByTestId('intake-folder').setInputFiles(files.path);
      await filesIn(page, 11);
      assert.deepEqual(await counts(page), { in: 11, cleaned: 0, held: 1, deleted: 0, notDicom: 3 });

      const us = page.locator('[data-testid=series][data-modality=US]');
      assert.equal(await us.getAttribute('data-triage'), 'look');
      assert.equal(await us.getAttribute('data-state'), 'unreviewed');
      await us.click();
      await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
      await page.getByTestId('reach').selectOption('series');
      await paint(page, RECTANGLE);
      await lookAndClear(page);
      await page.locator('[data-testid=series][data-modality=US][data-state=redacted]').waitFor();

      await clearGlanced(page);
      await page.locator('[data-testid=series][data-modality=CT][data-state=cleared]').waitFor();
      const out = unzip(await deliverZip(page));
      await page.locator('[data-testid=summary][data-cleaned="7"]').waitFor();
      assert.deepEqual(await counts(page), { in: 11, cleaned: 7, held: 1, deleted: 0, notDicom: 3 });

      const images = [...out].filter(([name]) => name.endsWith('.dcm'));
      assert.equal(images.length, 7);
      assertNobody(out);
      for (const [name, bytes] of images) {
        assert.match(name, PATH);
        const elements = parse(bytes);
        assert.match(elements.get('00100010').text, /^CASE-[0-9A-HJKMNP-TV-Z]{8}$/);
        assert.equal(elements.get('00120062').text, 'YES');
        assert.ok(![...elements.keys()].some((tag) => parseInt(tag.slice(0, 4), 16) % 2), 'a private attribute is left');
        if (name.includes('/US-')) assertPainted(elements.get('7fe00010').bytes);
        else assert.ok(study4().some((pixels) => pixels.equals(elements.get('7fe00010').bytes)), 'CT pixels changed');
      }
      // What was redacted is in its series again, which has another UID.
      const series = (name) => new Set(images.filter(([path]) => path.includes(name)).map(([, bytes]) => parse(bytes).get('0020000e').text));
      assert.equal(series('/US-').size, 1);
      assert.notEqual([...series('/US-')][0], parse(ultrasound(1)).get('0020000e').text);
      const report = JSON.parse(paper(out, 'darkroom-certificate'));
      assert.equal(report.files.files_in, 11);
      assert.equal(report.files.cleaned, 7);
      assert.ok(paper(out, 'README'));
      assert.deepEqual(complaints, []);
      await close();
    });
  });
}

/** Pixel bytes of the five CT slices as they went in. */
function study4() {
  return [1, 2, 3, 4, 5].map((number) => parse(ct(number)).get('7fe00010').bytes);
}

/** Black inside the rectangle (to a pixel's tolerance of the mouse at its edge), untouched outside, in both frames. */
function assertPainted(pixels) {
  const [x, y, width, height] = RECTANGLE;
  for (let frame = 0; frame < 2; frame += 1) {
    for (let row = 0; row < 60; row += 1) {
      for (let column = 0; column < 80; column += 1) {
        const sample = pixels[((frame * 60 + row) * 80 + column) * 3];
        const inside = column > x && column < x + width - 1 && row > y && row < y + height - 1;
        const outside = column < x - 1 || column > x + width || row < y - 1 || row > y + height;
        if (inside) assert.equal(sample, 0, `frame ${frame} at ${column},${row}`);
        if (outside) assert.equal(sample, 90 + frame, `frame ${frame} at ${column},${row}`);
      }
    }
  }
}
