// The lists in www/elements.js are the elements that the page uses: one missing would stop a view, one too many would
// be a door.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const TOP = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const WEB = join(TOP, 'www/src');

/** What the views import or call of Leptos' elements, by their kind. */
function used() {
  const kinds = { html: new Set(), svg: new Set() };
  for (const file of readdirSync(WEB, { recursive: true }).filter((name) => name.endsWith('.rs'))) {
    const source = readFileSync(join(WEB, file), 'utf8').replace(/^\s*\/\/.*$/gm, '');
    const hidden = /leptos::(html|svg)::\*|\bview!|create_element/.test(source);
    assert.ok(!hidden, `${file} makes elements that nobody can list`);
    for (const [, kind, many, one] of source.matchAll(/use leptos::(html|svg)::(?:\{([^}]*)\}|(\w+));/g)) {
      const names = (many ?? one).split(',').map((name) => name.trim().split(' ')[0]);
      for (const name of names) if (/^[a-z]/.test(name) && name !== 'self') kinds[kind].add(name);
    }
    for (const [, kind, name] of source.matchAll(/\b(html|svg)::([a-z]\w*)\(/g)) kinds[kind].add(name);
  }
  return kinds;
}

/** A list as it stands in the page's script. */
function listed(name) {
  const source = readFileSync(join(TOP, 'www/elements.js'), 'utf8');
  const [, text] = source.match(new RegExp(`const ${name} =([^;]*);`));
  return [...text.matchAll(/"([^"]*)"/g)]
    .map(([, part]) => part)
    .join('')
    .split(' ');
}

test('the page can make the HTML elements that its views use, and no others', () => {
  assert.deepEqual(listed('HTML_ELEMENTS'), [...used().html].sort());
});

test('the page can make the SVG elements that its views use, and no others', () => {
  assert.deepEqual(listed('SVG_ELEMENTS'), [...used().svg].sort());
});

test('no element of the lists is a link, asks for something, or has a window', () => {
  const open = [
    'a',
    'area',
    'link',
    'base',
    'meta',
    'script',
    'form',
    'iframe',
    'frame',
    'object',
    'embed',
    'img',
    'picture',
    'source',
    'video',
    'audio',
    'track',
    'template',
    'use',
    'image',
    'feImage',
    'animate',
    'set',
    'foreignObject',
    'math',
  ];
  const all = [...listed('HTML_ELEMENTS'), ...listed('SVG_ELEMENTS')];
  assert.deepEqual(
    all.filter((name) => open.includes(name)),
    [],
  );
});
