import { cells } from './cells.mjs';
import { chromium } from './chromium.mjs';

// What policies leave alone (policies.test.mjs) is the whole job in it from the other two.
cells('Chromium', () => chromium(), { done: ['a file', 'http on this machine'] });
