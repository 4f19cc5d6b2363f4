// Ways of page and worker alike.

export default {
  fetch: () => {
    fetch(http('fetch'), { method: 'POST', body: 'patient', mode: 'no-cors' });
  },
  'fetch-keepalive': () => {
    fetch(http('fetch-keepalive'), { keepalive: true, mode: 'no-cors' });
  },
  xhr: () => {
    const x = new XMLHttpRequest();
    x.open('GET', http('xhr'));
    x.send();
  },
  'xhr-sync': () => {
    const x = new XMLHttpRequest();
    x.open('GET', http('xhr-sync'), false);
    x.send();
  },
  websocket: () => {
    new WebSocket('ws://' + name('websocket') + '/');
  },
  'websocket-stream': () => {
    new WebSocketStream('ws://' + name('websocket-stream') + '/');
  },
  eventsource: () => {
    new EventSource(http('eventsource'));
  },
  webtransport: () => {
    new WebTransport('https://' + name('webtransport') + ':443/').ready.catch(() => {});
  },
  cache: () => {
    caches.open('x').then((cache) => cache.add(http('cache')));
  },
  import: () => {
    import(http('import'));
  },
  font: () => {
    const face = new FontFace('x', 'url(' + http('font') + ')');
    face.load();
  },
  'worker-blob': () => {
    new Worker(URL.createObjectURL(new Blob(["fetch('" + http('worker-blob') + "')"])));
  },
  'worker-address': () => {
    new Worker(http('worker-address'));
  },
  'worker-constructor': () => {
    new Worker.prototype.constructor(URL.createObjectURL(new Blob(["fetch('" + http('worker-constructor') + "')"])));
  },
  'shared-worker': () => {
    new SharedWorker(URL.createObjectURL(new Blob(["fetch('" + http('shared-worker') + "')"])));
  },
  wasm: () => {
    WebAssembly.compileStreaming(fetch(http('wasm'))).catch(() => {});
  },
};
