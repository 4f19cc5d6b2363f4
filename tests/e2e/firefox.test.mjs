import { cells, HOST } from './cells.mjs';
import { firefox, program } from './firefox.mjs';
import { papers } from './two_papers.mjs';

const missing = !program() && 'Firefox ESR is not installed';
cells('Firefox ESR', () => firefox({ 'network.dns.localDomains': HOST }), { missing, more: papers });
