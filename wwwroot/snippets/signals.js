// The consent defaults that the inline script sends before any tag of Google or Microsoft runs.

/**
 * Commands as the inline script reads them from its own tag: the name of a queue, then the arguments to put into it. Every
 * type but security_storage is denied. The choice itself, or the rules of the visitor's region, follow as an update.
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
  // Clarity requires both of its types.
  if (clarity) commands.push(['clarity', 'consentv2', { ad_Storage: 'denied', analytics_Storage: 'denied' }]);
  return commands;
}

function denied(types) {
  return Object.fromEntries(Object.values(types).flat().map(type => [type, type === 'security_storage' ? 'granted' : 'denied']));
}
