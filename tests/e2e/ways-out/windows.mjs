// Peer connections, and windows that have some of their own.

export default {
  rtc: () => {
    stun(RTCPeerConnection, 'rtc');
  },
  'rtc-webkit': () => {
    stun(webkitRTCPeerConnection, 'rtc-webkit');
  },
  'rtc-frame': () => {
    const f = put(make('iframe'));
    stun(f.contentWindow.RTCPeerConnection, 'rtc-frame');
  },
  'rtc-object': () => {
    const o = put(make('object', { data: 'about:blank' }));
    stun(o.contentWindow.RTCPeerConnection, 'rtc-object');
  },
  'rtc-markup': () => {
    const d = holder();
    d.innerHTML = '<iframe></iframe>';
    stun(d.firstChild.contentWindow.RTCPeerConnection, 'rtc-markup');
  },
  'rtc-set-html-unsafe': () => {
    const d = holder();
    d.setHTMLUnsafe('<iframe></iframe>');
    stun(d.firstChild.contentWindow.RTCPeerConnection, 'rtc-set-html-unsafe');
  },
  'rtc-window': () => {
    stun(open('about:blank').RTCPeerConnection, 'rtc-window');
  },
  'rtc-window-prototype': () => {
    stun(document.open('about:blank', '', '').RTCPeerConnection, 'rtc-window-prototype');
  },
  'rtc-picture': () => {
    documentPictureInPicture.requestWindow().then((other) => stun(other.RTCPeerConnection, 'rtc-picture'));
  },
  frame: () => {
    put(make('iframe', { src: http('frame') }));
  },
  'frame-fenced': () => {
    const f = make('fencedframe');
    f.config = new FencedFrameConfig(https('frame-fenced'));
    put(f);
  },
  portal: () => {
    put(make('portal', { src: http('portal') })).activate();
  },
  'frame-srcdoc': () => {
    put(make('iframe', { srcdoc: '<img src="' + http('frame-srcdoc') + '">' }));
  },
  open: () => {
    window.open(http('open'));
  },
  'open-noopener': () => {
    window.open(http('open-noopener'), '_blank', 'noopener');
  },
  'document-open': () => {
    document.open(http('document-open'), '', 'noopener');
  },
};
