import { describe, expect, test } from 'vitest';
import guide from '../../docs/website.md?raw';
import { formatChoice } from '../../src/banner/shared/choice';

const reader = /```js\n(const granted = .*)\n```/.exec(guide)![1]!;
const granted = (value: string | undefined) => (new Function('value', `${reader} return granted;`) as (value: string | undefined) => string[])(value);

describe('the line by which a server reads the cookie', () => {
  test.each<[string | undefined, string[]]>([
    [formatChoice({ notice: 3, at: 1763719800, model: 'opt_in', granted: ['auth', 'analytics'], services: new Map([['shop_heatmap', false]]) }), ['auth', 'analytics']],
    ['1~3~1763719800~opt_in~auth~', ['auth']],
    ['2~3~1763719800~opt_in~auth.analytics~', []],
    ['analytics', []],
    ['', []],
    [undefined, []],
  ])('%s', (value, expected) => expect(granted(value)).toEqual(expected));
});
