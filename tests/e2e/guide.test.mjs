// The guide: it opens at the step that is on screen, beside the work, and gives the focus back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, go, launch, open, ORIGINS } from './page.mjs';

const FIRST = { Add: 1, Look: 5, Rules: 8, Save: 9 };

for (const origin of ORIGINS) {
  test(`the guide opens at its place on every step, from ${origin}`, async () => {
    const [browser, site] = [await launch(), await address(origin)];
    const { page, complaints } = await open(browser, site.url);
    await page.getByTestId('open-sample').click();
    await page.locator('[data-testid=series]').first().waitFor();
    const toggle = page.getByRole('button', { name: 'Guide', exact: true });
    for (const [step, chapter] of Object.entries(FIRST)) {
      await go(page, step);
      await toggle.focus();
      await page.keyboard.press('Enter');
      const section = page.locator(`[data-testid=guide] [data-chapter="${chapter}"]`);
      await section.waitFor();
      await page.waitForFunction(([guide, section]) => {
        const [panel, at] = [guide.parentElement.getBoundingClientRect(), section.getBoundingClientRect()];
        return at.top >= panel.top - 1 && at.top < panel.top + 40;
      }, [await page.getByTestId('guide').elementHandle(), await section.elementHandle()]);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Guide');
      await page.locator('.panel').getByRole('button', { name: 'Close' }).click();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Guide', `focus after closing on ${step}`);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BUTTON');
    }
    await go(page, 'Add');
    await toggle.click();
    const shots = await page.locator('[data-testid=guide] .shot').evaluateAll((shots) => shots.map((shot) => getComputedStyle(shot).backgroundImage));
    assert.ok(shots.length >= 5);
    for (const shot of shots) assert.match(shot, /^url\("data:image\/webp;base64,/);
    assert.deepEqual(complaints, []);
    await browser.close();
    site.close();
  });
}
