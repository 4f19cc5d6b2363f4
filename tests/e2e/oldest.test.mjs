// The oldest Chromium that is promised: the last for Windows 7, 8.1 and Server 2012.
import { cells } from './cells.mjs';
import { chromium } from './chromium.mjs';

const OLDEST = '109';

/** The browser out of its package, which unpacks it; nothing if the package is not installed. */
async function unpacked() {
  if (process.env.CHROMIUM_109) return process.env.CHROMIUM_109;
  const found = await import('@sparticuz/chromium').catch(() => undefined);
  return found?.default.executablePath();
}

const executablePath = await unpacked();
const missing = !executablePath && 'its package is not installed';
cells(`Chromium ${OLDEST}`, () => chromium({ executablePath, version: OLDEST }), { missing });
