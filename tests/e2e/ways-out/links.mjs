// Links and forms, however they are made and pressed.

export default {
  'link-tab': () => {
    put(make('a', { href: http('link-tab'), target: '_blank' })).click();
  },
  'link-detached': () => {
    make('a', { href: http('link-detached'), target: '_blank' }).click();
  },
  'link-detached-event': () => {
    press(make('a', { href: http('link-detached-event'), target: '_blank' }), { cancelable: true });
  },
  'link-not-cancelable': () => {
    press(put(make('a', { href: http('link-not-cancelable'), target: '_blank' })), { cancelable: false });
  },
  'link-auxclick': () => {
    put(make('a', { href: http('link-auxclick'), target: '_blank' })).dispatchEvent(
      new MouseEvent('auxclick', { button: 1, bubbles: true }),
    );
  },
  'link-shadow': () => {
    const s = holder().attachShadow({ mode: 'closed' });
    const a = make('a', { href: http('link-shadow'), target: '_blank' });
    s.append(a);
    a.click();
  },
  'link-svg': () => {
    const s = put(svg('svg'));
    const a = svg('a');
    a.setAttribute('href', http('link-svg'));
    a.setAttribute('target', '_blank');
    s.append(a);
    press(a);
  },
  'link-svg-detached': () => {
    const a = svg('a');
    a.setAttribute('href', http('link-svg-detached'));
    a.setAttribute('target', '_blank');
    press(a);
  },
  'link-mathml': () => {
    const m = put(document.createElementNS('http://www.w3.org/1998/Math/MathML', 'math'));
    m.setAttribute('href', http('link-mathml'));
    press(m);
  },
  'link-area': () => {
    make('area', { href: http('link-area'), target: '_blank' }).click();
  },
  'link-ping': () => {
    put(make('a', { href: '#x', ping: http('link-ping') })).click();
  },
  'link-download': () => {
    put(make('a', { href: http('link-download'), download: 'x' })).click();
  },
  'link-attribution': () => {
    const a = put(make('a', { href: https('link-attribution'), target: '_blank' }));
    a.setAttribute('attributionsrc', '');
    a.click();
  },
  'link-set-html': () => {
    const d = holder();
    d.setHTML('<a href="' + http('link-set-html') + '" target=_blank>x</a>');
    press(d.firstChild);
  },
  'link-parse-html': () => {
    const a = Document.parseHTML('<a href="' + http('link-parse-html') + '" target=_blank>x</a>').querySelector('a');
    a.click();
  },
  'link-markup': () => {
    const d = holder();
    d.insertAdjacentHTML('beforeend', '<a href="' + http('link-markup') + '" target=_blank>x</a>');
    d.firstChild.click();
  },
  'link-parser': () => {
    const a = new DOMParser()
      .parseFromString('<a href="' + http('link-parser') + '" target=_blank>x</a>', 'text/html')
      .querySelector('a');
    document.adoptNode(a).click();
  },
  'link-fragment': () => {
    const a = document
      .createRange()
      .createContextualFragment('<a href="' + http('link-fragment') + '" target=_blank>x</a>').firstChild;
    a.click();
  },
  'link-document': () => {
    const a = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'a').documentElement;
    document.adoptNode(a);
    Object.assign(a, { href: http('link-document'), target: '_blank' });
    a.click();
  },
  'link-custom': () => {
    class X extends HTMLAnchorElement {}
    customElements.define('x-a', X, { extends: 'a' });
    const a = new X();
    Object.assign(a, { href: http('link-custom'), target: '_blank' });
    a.click();
  },
  'link-command': () => {
    const d = holder();
    d.textContent = 'x';
    d.contentEditable = 'true';
    d.focus();
    getSelection().selectAllChildren(d);
    document.execCommand('createLink', false, http('link-command'));
    const a = d.querySelector('a');
    d.contentEditable = 'false';
    a.target = '_blank';
    a.click();
  },
  'link-xslt': () => {
    const x = new DOMParser().parseFromString(
      '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">' +
        '<a xmlns="http://www.w3.org/1999/xhtml" target="_blank" href="' +
        http('link-xslt') +
        '"/></xsl:template></xsl:stylesheet>',
      'text/xml',
    );
    const p = new XSLTProcessor();
    p.importStylesheet(x);
    p.transformToFragment(x, document).firstChild.click();
  },
  'form-tab': () => {
    const f = put(make('form', { action: http('form-tab'), target: '_blank' }));
    f.append(make('input', { name: 'q', value: 'patient' }));
    f.submit();
  },
  'form-button': () => {
    const f = put(make('form'));
    const b = make('button', { formAction: http('form-button'), formTarget: '_blank' });
    f.append(b);
    b.click();
  },
};
