import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cells } from './cells.mjs';
import { figures, text, until } from './main_job.mjs';
import { address } from './page.mjs';
import { miniBrowser, webkit } from './webkit.mjs';

const MB = 1024 * 1024;

/** Its workers can read no file of a page from file://, so the page reads for them: not without measure. */
function reading(browser) {
  test('reads no more ahead than it has room for, and holds what is too large for that', async () => {
    const [site, folder] = [await address('file'), mkdtempSync(join(tmpdir(), 'darkroom-'))];
    const paths = Object.entries({ large: 257, one: 120, two: 120, three: 120 }).map(([name, size]) => {
      const path = join(folder, name);
      writeFileSync(path, '');
      truncateSync(path, size * MB);
      return path;
    });
    await browser().goto(site.url);
    await until(browser(), 'the page starts', () => document.querySelector('[data-testid=drop-zone]'));
    await browser().setFiles('intake-files', paths);
    await until(browser(), 'all files are read', () => {
      const { in: count, reading: busy } = document.querySelector('[data-testid=summary]')?.dataset ?? {};
      return count === '4' && busy !== 'true';
    });
    assert.deepEqual(await figures(browser()), { cleaned: 0, held: 1, notDicom: 3 });
    assert.match(await text(browser()), /a page that was opened from a file can’t read files of more than 256 MB/);
    rmSync(folder, { recursive: true });
  });
}

const missing = !miniBrowser() && 'WebKitGTK, its driver or Xvfb is not installed';
cells('WebKitGTK', webkit, { missing, more: reading });
