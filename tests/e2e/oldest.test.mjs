import { cells } from './cells.mjs';
import { chromium } from './chromium.mjs';

cells('Chromium 109', () => chromium({ executablePath: process.env.CHROMIUM_109 }));
