// Ways in which a page asks for something: what its policy is there for.

export default {
  image: () => {
    make('img', { src: http('image') });
  },
  'image-constructor': () => {
    new Image().src = http('image-constructor');
  },
  srcset: () => {
    put(make('img', { srcset: http('srcset') + ' 1x' }));
  },
  attributionsrc: () => {
    put(make('img')).setAttribute('attributionsrc', https('attributionsrc'));
  },
  background: () => {
    document.body.setAttribute('background', http('background'));
  },
  audio: () => {
    new Audio(http('audio')).load();
  },
  video: () => {
    put(make('video', { src: http('video'), preload: 'auto' }));
  },
  poster: () => {
    put(make('video', { poster: http('poster') }));
  },
  track: () => {
    const v = put(make('video'));
    const t = make('track', { src: http('track'), default: true, kind: 'captions' });
    v.append(t);
    t.track.mode = 'showing';
  },
  'image-button': () => {
    put(make('input', { type: 'image', src: http('image-button') }));
  },
  object: () => {
    put(make('object', { data: http('object') }));
  },
  embed: () => {
    put(make('embed', { src: http('embed') }));
  },
  script: () => {
    put(make('script', { src: http('script') }));
  },
  module: () => {
    put(make('script', { type: 'module', src: http('module') }));
  },
  stylesheet: () => {
    document.head.append(make('link', { rel: 'stylesheet', href: http('stylesheet') }));
  },
  icon: () => {
    document.head.append(make('link', { rel: 'icon', href: http('icon') }));
  },
  manifest: () => {
    document.head.append(make('link', { rel: 'manifest', href: http('manifest') }));
  },
  prefetch: () => {
    document.head.append(make('link', { rel: 'prefetch', href: http('prefetch') }));
  },
  preload: () => {
    document.head.append(make('link', { rel: 'preload', as: 'image', href: http('preload') }));
  },
  modulepreload: () => {
    document.head.append(make('link', { rel: 'modulepreload', href: http('modulepreload') }));
  },
  prerender: () => {
    document.head.append(make('link', { rel: 'prerender', href: http('prerender') }));
  },
  'dns-prefetch': () => {
    document.head.append(make('link', { rel: 'dns-prefetch', href: http('dns-prefetch') }));
  },
  preconnect: () => {
    document.head.append(make('link', { rel: 'preconnect', href: http('preconnect') }));
  },
  'speculation-rules': () => {
    document.head.append(
      make('script', {
        type: 'speculationrules',
        textContent: JSON.stringify({
          prefetch: [{ urls: [https('speculation-rules')] }],
          prerender: [{ urls: [https('speculation-rules')] }],
        }),
      }),
    );
  },
  'css-import': () => {
    document.head.append(make('style', { textContent: '@import url(' + http('css-import') + ')' }));
  },
  'css-background': () => {
    document.body.style.backgroundImage = 'url(' + http('css-background') + ')';
  },
  'css-sheet': () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'body { border-image: url(' + http('css-sheet') + ') 1 } html { cursor: url(' + http('css-sheet') + '), auto }',
    );
    document.adoptedStyleSheets = [sheet];
  },
  'css-font': () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('@font-face { font-family: y; src: url(' + http('css-font') + ') } body { font-family: y }');
    document.adoptedStyleSheets = [sheet];
    document.fonts.load('12px y');
  },
  'css-filter': () => {
    document.body.style.filter = 'url(' + http('css-filter') + '#x)';
  },
  'css-mask': () => {
    document.body.style.maskImage = 'url(' + http('css-mask') + ')';
  },
  'css-content': () => {
    const d = holder();
    d.style.content = 'url(' + http('css-content') + ')';
  },
  'css-rule': () => {
    document.styleSheets[0].insertRule('body { list-style-image: url(' + http('css-rule') + ') }');
    const d = holder();
    d.style.display = 'list-item';
    d.textContent = 'x';
  },
  'svg-image': () => {
    const s = put(svg('svg'));
    const i = svg('image');
    i.setAttribute('href', http('svg-image'));
    s.append(i);
  },
  'svg-use': () => {
    const s = put(svg('svg'));
    const u = svg('use');
    u.setAttribute('href', http('svg-use') + '#x');
    s.append(u);
  },
  'svg-fe-image': () => {
    const s = put(svg('svg'));
    const f = svg('filter');
    const i = svg('feImage');
    i.setAttribute('href', http('svg-fe-image'));
    f.id = 'f';
    f.append(i);
    s.append(f);
    document.body.style.filter = 'url(#f)';
  },
  'svg-script': () => {
    const s = put(svg('svg'));
    const c = svg('script');
    c.setAttribute('href', http('svg-script'));
    s.append(c);
  },
  beacon: () => {
    navigator.sendBeacon(http('beacon'), 'patient');
  },
  'fetch-later': () => {
    fetchLater(https('fetch-later'), { activateAfter: 0 });
  },
  'paint-worklet': () => {
    CSS.paintWorklet.addModule(https('paint-worklet'));
  },
  'audio-worklet': () => {
    new OfflineAudioContext(1, 1, 44100).audioWorklet.addModule(http('audio-worklet'));
  },
  'shared-storage': () => {
    sharedStorage.worklet.addModule(https('shared-storage'));
  },
  'service-worker': () => {
    navigator.serviceWorker.register(URL.createObjectURL(new Blob(["fetch('" + http('service-worker') + "')"])));
  },
  payment: () => {
    const p = new PaymentRequest([{ supportedMethods: https('payment') }], {
      total: { label: 'x', amount: { currency: 'GBP', value: '1' } },
    });
    p.canMakePayment().catch(() => {});
    p.hasEnrolledInstrument?.().catch(() => {});
  },
  'fed-cm': () => {
    navigator.credentials
      .get({ identity: { providers: [{ configURL: https('fed-cm'), clientId: 'x' }] } })
      .catch(() => {});
  },
  'ad-auction': () => {
    navigator.joinAdInterestGroup(
      { owner: 'https://' + name('ad-auction'), name: 'x', updateURL: https('ad-auction') },
      100,
    );
  },
  notification: () => {
    new Notification('x', { icon: http('notification') });
  },
  'media-session': () => {
    navigator.mediaSession.metadata = new MediaMetadata({ title: 'x', artwork: [{ src: http('media-session') }] });
  },
  share: () => {
    navigator.share({ url: http('share') }).catch(() => {});
  },
  presentation: () => {
    new PresentationRequest([https('presentation')]).getAvailability().catch(() => {});
  },
  report: () => {
    document.head.append(
      make('meta', {
        httpEquiv: 'Content-Security-Policy',
        content: 'img-src https://none.invalid; report-uri ' + http('report'),
      }),
    );
    new Image().src = 'http://x.invalid';
  },
};
