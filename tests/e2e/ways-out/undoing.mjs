// The same again, by a script that first puts something else in place of what a wall might rest on.

export default {
  'undo-name': () => {
    let n = 0;
    const d = document.createElement({ toString: () => (n++ ? 'iframe' : 'div') });
    d.src = http('undo-name');
    put(d);
  },
  'undo-case': () => {
    put(document.createElement('IFRAME')).src = http('undo-case');
  },
  'undo-lower': () => {
    String.prototype.toLowerCase = () => 'div';
    put(document.createElement('iframe')).src = http('undo-lower');
  },
  'undo-prototype': () => {
    Object.prototype.iframe = true;
    Object.prototype['http://www.w3.org/1998/Math/MathML'] = { math: true };
    put(document.createElement('iframe')).src = http('undo-prototype');
  },
  'undo-namespace': () => {
    const a = document.createElementNS('http://www.w3.org/1999/xhtml', 'x:a');
    a.href = http('undo-namespace');
    a.target = '_blank';
    a.click();
  },
  'undo-document': () => {
    const a = new Document().createElementNS('http://www.w3.org/1999/xhtml', 'a');
    a.href = http('undo-document');
    a.target = '_blank';
    document.adoptNode(a).click();
  },
  'undo-set': () => {
    Set.prototype.has = () => true;
    location.href = http('undo-set');
  },
  'undo-starts': () => {
    String.prototype.startsWith = () => true;
    Array.prototype[Symbol.iterator] = function* () {};
    location.href = http('undo-starts');
  },
  'undo-prevent': () => {
    Event.prototype.preventDefault = () => {};
    location.href = http('undo-prevent');
  },
  'undo-destination': () => {
    Object.defineProperty(NavigationDestination.prototype, 'url', { get: () => 'blob:x' });
    Object.defineProperty(NavigateEvent.prototype, 'hashChange', { get: () => true });
    location.href = http('undo-destination');
  },
  'undo-source': () => {
    navigation.addEventListener(
      'navigate',
      (e) => {
        const a = e.sourceElement;
        a.href = http('undo-source');
        a.target = '_blank';
        put(a).click();
      },
      { once: true },
    );
    put(make('a', { href: '#x' })).click();
  },
  'undo-call': () => {
    Function.prototype.call = Function.prototype.apply = Reflect.apply = () => {};
    make('a', { href: http('undo-call'), target: '_blank' }).click();
  },
  'undo-delete': () => {
    delete Document.prototype.createElement;
    document.createElement = Document.prototype.createElement;
    make('a', { href: http('undo-delete'), target: '_blank' }).click();
  },
  'undo-define': () => {
    Object.defineProperty(HTMLElement.prototype, 'click', { get: () => 1 });
    document.body.click();
  },
  // Last, for it empties the document.
  'document-write': () => {
    document.write('<img src=' + http('document-write') + '>');
  },
};
