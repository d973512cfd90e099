/**
 * Everything that may be marked. `data-category` and `data-name` mean other things on many pages, so that they count
 * only where the tools that use them would look; what `markOf` does not know is left alone.
 */
export const markSelector =
  '[data-consent],[data-consent-host],[data-cookieconsent],script[data-category],script[data-name],[data-name][data-src],[data-name][data-href]';
