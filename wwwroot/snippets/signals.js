// The consent defaults that the inline script sends before any tag of Google or Microsoft runs.

/**
 * Commands as the inline script reads them from its own tag: the name of the queue and the words to put into it. Every
 * type is denied but security_storage; the choice itself, or the rules of the visitor's region, follow as an update.
 */
export function defaultSignals(signals) {
  if (!signals) return [];
  const { google, uet, clarity, dataLayerName: layer } = signals;
  const commands = [];
  if (google) {
    commands.push([layer, 'consent', 'default', { ...denied(google.types), wait_for_update: google.waitForUpdate }]);
    if (google.adsDataRedaction) commands.push([layer, 'set', 'ads_data_redaction', true]);
    if (google.urlPassthrough) commands.push([layer, 'set', 'url_passthrough', true]);
  }
  if (uet) commands.push(['uetq', 'consent', 'default', denied(uet)]);
  // Clarity wants both of its types named.
  if (clarity) commands.push(['clarity', 'consentv2', { ad_Storage: 'denied', analytics_Storage: 'denied' }]);
  return commands;
}

function denied(types) {
  return Object.fromEntries(Object.values(types).flat().map(type => [type, type === 'security_storage' ? 'granted' : 'denied']));
}
