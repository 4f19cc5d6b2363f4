import { cells } from './cells.mjs';
import { webkit } from './webkit.mjs';

cells('WebKitGTK', () => webkit());
