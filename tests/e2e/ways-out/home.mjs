// Ways to the page's own server, which must learn nothing either; the last of them show when the page is loaded again.

export default {
  'home-fetch': () => {
    fetch('./darkroom.wasm?leak=home-fetch');
  },
  'home-image': () => {
    put(make('img', { src: './?leak=home-image' }));
  },
  'home-location': () => {
    location.href = './?leak=home-location';
  },
  'home-link': () => {
    make('a', { href: './?leak=home-link', target: '_blank' }).click();
  },
  'home-push': () => {
    history.pushState(null, '', '?leak=home-push');
  },
  'home-replace': () => {
    history.replaceState(null, '', '?leak=home-replace');
  },
  'home-cookie': () => {
    document.cookie = 'leak=home-cookie';
  },
  'home-cookie-store': () => {
    cookieStore.set('leak2', 'home-cookie-store');
  },
};
