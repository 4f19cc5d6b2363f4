import { cells, HOST } from './cells.mjs';
import { firefox } from './firefox.mjs';

cells('Firefox ESR', () => firefox({ 'network.dns.localDomains': HOST }));
