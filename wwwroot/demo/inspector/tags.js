// Records when each tag ran. Scripts set <html data-ran-…> themselves; this module does it for the picture and the frame.
export const tagNames = ['session', 'preferences', 'analytics', 'marketing', 'pixel', 'video'];

const root = document.documentElement;

/** @returns {{now: () => Map<string, string>}} the times (ISO 8601) at which tags ran, by their names */
export function watchTags() {
  addEventListener('message', event => {
    const film = document.querySelector('iframe[data-consent-service="fjord_video"]');
    if (event.origin !== location.origin || event.data?.type !== 'fjord-video') return;
    if (event.source === film?.contentWindow) mark('video');
  });
  // The film may have started before this module. It replies to this message with its state.
  document.querySelector('iframe[data-consent-service="fjord_video"]')?.contentWindow?.postMessage({ type: 'fjord-video-hello' }, location.origin);

  return {
    now() {
      const pixel = document.querySelector('img[data-src="demo/pixel.gif"], img[src$="demo/pixel.gif"]');
      if (pixel?.complete && pixel.naturalWidth > 0 && /\/demo\/pixel\.gif$/.test(pixel.currentSrc)) mark('pixel');
      return new Map(tagNames.filter(name => key(name) in root.dataset).map(name => [name, root.dataset[key(name)]]));
    },
  };
}

function mark(name) {
  root.dataset[key(name)] ??= new Date().toISOString();
}

function key(name) {
  return `ran${name[0].toUpperCase()}${name.slice(1)}`;
}
