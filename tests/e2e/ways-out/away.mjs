// Ways that go elsewhere with the page itself; the recorder answers with 204, which leaves it where it is.

export default {
  'location-href': () => {
    location.href = http('location-href');
  },
  'location-assign': () => {
    location.assign(http('location-assign'));
  },
  'location-replace': () => {
    location.replace(http('location-replace'));
  },
  'window-name': () => {
    window.name = 'patient';
    location = http('window-name');
  },
  'navigation-navigate': () => {
    navigation.navigate(http('navigation-navigate'));
  },
  'meta-refresh': () => {
    document.head.append(make('meta', { httpEquiv: 'refresh', content: '0;url=' + http('meta-refresh') }));
  },
  'meta-reused': () => {
    const m = document.querySelector('meta');
    m.content = '0;url=' + http('meta-reused');
    m.httpEquiv = 'refresh';
  },
  'meta-cloned': () => {
    const m = document.querySelector('meta').cloneNode();
    m.content = '0;url=' + http('meta-cloned');
    m.httpEquiv = 'refresh';
    document.head.append(m);
  },
  'link-here': () => {
    put(make('a', { href: http('link-here') })).click();
  },
  'link-here-detached': () => {
    make('a', { href: http('link-here-detached') }).click();
  },
  'form-here': () => {
    put(make('form', { action: http('form-here') })).submit();
  },
  'open-self': () => {
    window.open(http('open-self'), '_self');
  },
};
