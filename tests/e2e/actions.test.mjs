// How many actions a job takes, with everything seen: those of the hands alone are counted (hands.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { film, hands, seeAndDecide } from './hands.mjs';
import { address, counts, launch, open } from './page.mjs';
import { unzip } from './zip.mjs';

describe('the number of actions', () => {
  let browser, site;
  before(async () => { browser = await launch(); site = await address('file'); });
  after(async () => { await browser.close(); site.close(); });

  test('of the sample, names painted and all of it seen, is twelve at most', async (context) => {
    const { page, complaints, close } = await open(browser, site.url);
    const own = hands(page);
    await own.click(page.getByTestId('open-sample'), 'open a sample study');
    await page.locator('.look').waitFor();
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns);
    await seeAndDecide(page, own, async () => {
      const viewer = page.getByTestId('viewer');
      const { x, y, width } = await viewer.boundingBox();
      // The name stands at the top of each of them.
      if (await page.locator('#stage').getAttribute('data-tool') !== 'rectangle') await own.key('r');
      await own.drag([x + 2, y + 2], [x + width * 0.98, y + 40]);
      await page.locator('.number').first().waitFor();
    });
    const [download] = await Promise.all([page.waitForEvent('download'), own.click(page.getByTestId('deliver-zip'), 'save a zip now')]);
    const images = [...unzip(readFileSync(await download.path())).keys()].filter((name) => name.endsWith('.dcm'));
    await page.locator('[data-testid=summary][data-cleaned="22"]').waitFor();
    const { in: all, cleaned, held } = await counts(page);
    assert.deepEqual([all, cleaned, held, images.length], [23, 22, 1, 22]);
    context.diagnostic(`${own.list.length} actions: ${film(own.list)}`);
    assert.ok(own.list.length <= 12, `${own.list.length} actions: ${film(own.list)}`);
    assert.deepEqual(complaints, []);
    await close();
  });
});
