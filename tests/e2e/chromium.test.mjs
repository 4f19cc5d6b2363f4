import { cells } from './cells.mjs';
import { chromium } from './chromium.mjs';

cells('Chromium', () => chromium());
