/**
 * The inline stub: comes before every other script of a page, holds unmarked elements to the hosts that its own tag
 * names in `data-hosts`, and sends the consent defaults that its tag carries in `data-signals`.
 *
 * Its text is the same for every site, so that one hash of a Content-Security-Policy lets it run. It is written for
 * size, at most 1,024 bytes: one block, `let` instead of `const`, names looked up from one text. Nothing in it throws
 * outward. What it holds stays held until the core says otherwise through `allow(host, element)` on the queue.
 */
try {
  let page = window as any;
  let html = document;
  let { hosts, signals } = html.currentScript!.dataset;
  /** The core replaces `window.ConsentHub` by its own object, but puts its `allow` on this queue too. */
  let queue = (page.ConsentHub ||= []);

  /** Removes the address of an element that is not allowed, and then returns 1. An element that throws is left alone. */
  let hold = (element: any, address = element.src): any => {
    try {
      let data = element.dataset;
      let host = address && new URL(address, html.URL).hostname;
      if (hosts!.match(/\S+/g)!.includes(host) && !queue.allow?.(host, element)) {
        data.src = address;
        data.consentHost = host;
        element.removeAttribute('src');
        // Of the elements with an address, only a script has `text`.
        if ('text' in element) {
          data.type ||= element.type;
          element.type = 'text/plain';
          // A script from document.write, a template or another document is already being fetched, and its type no longer
          // matters. It runs only in the document in which it was prepared: so a copy replaces it.
          element.replaceWith(element.cloneNode());
          new Document().adoptNode(element);
        }
        return 1;
      }
    } catch {}
  };

  let scan = (node: any) => node.append && [node, ...node.querySelectorAll('[src]')].map(element => hold(element));

  // The parser runs this after each script's end tag and before that script starts.
  new MutationObserver(records => records.map(record => record.addedNodes.forEach(scan))).observe(html, { childList: 1, subtree: 1 } as any);

  // Checks addresses before they are set, and elements before the functions that create them return.
  'HTMLScriptElement.src HTMLIFrameElement.src Image.src Element.setAttribute Element.innerHTML Node.cloneNode'.replace(/(\w+).(\w+)/g, (_, type, name): any => {
    try {
      let owner = page[type].prototype;
      let setter = owner.__lookupSetter__(name);
      let native = setter || owner[name];
      let ours = function (this: any, first: any, second: any) {
        let result = ((second ? first : name) == 'src' && hold(this, second || first)) || native.call(this, first, second);
        // `src` and `setAttribute`, the names that sort after "s", need no scan: `hold` has dealt with both.
        name > 's' || scan(result || this);
        return result;
      };
      setter ? owner.__defineSetter__(name, ours) : (owner[name] = ours);
    } catch {}
  });

  // Google reads `arguments` from its queue, Clarity from a function's; UET reads the arguments one by one. Clarity's
  // command is the only one of more than seven letters (consentv2), uetq the only name of fewer than five.
  for (let [name, ...command] of JSON.parse(signals!)) {
    let push: any = function () {
      queue.push(arguments);
    };
    let queue = command[0][7] ? ((page[name] ||= push).q ||= []) : (page[name] ||= []);
    name[4] ? push(...command) : queue.push(...command);
  }
} catch {}
