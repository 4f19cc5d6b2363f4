import { cells, HOST } from './cells.mjs';
import { firefox, program } from './firefox.mjs';

cells('Firefox ESR', () => firefox({ 'network.dns.localDomains': HOST }), { missing: !program() && 'Firefox ESR is not installed' });
