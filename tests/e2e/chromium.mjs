// Chromium, current or old, as the main job wants it.
import assert from 'node:assert/strict';
import { WHOLE, launch } from './page.mjs';
import { HOST } from './cells.mjs';

/** Starts a Chromium; another than the current one is at `executablePath`, and of `version`. */
export async function chromium(options = {}) {
  const { version = '', ...rest } = options;
  const args = [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
  const browser = await launch({ executablePath: WHOLE, args, ...rest });
  assert.ok(browser.version().startsWith(version));
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, acceptDownloads: true, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const saved = [];
  page.on('download', async (download) => {
    saved.push({ name: download.suggestedFilename(), path: await download.path() });
  });
  return {
    goto: (url) => page.goto(url),
    evaluate: (run, ...values) => page.evaluate(run, ...values),
    setFiles: (testId, paths) => page.getByTestId(testId).setInputFiles(paths),
    async pointer([first, ...rest]) {
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...point);
      await page.mouse.up();
    },
    press: (key) => page.keyboard.press(key),
    screenshot: (path) => page.screenshot({ path }),
    saved: async () => [...saved],
    close: () => browser.close(),
  };
}
