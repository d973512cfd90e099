import { expect, test } from 'vitest';
import { formatChoice, parseChoice } from '../../src/banner/shared/choice';

test('a choice is written in one readable line', () => {
  const line = formatChoice({
    notice: 7, at: 1795000000, model: 'opt_in', granted: ['auth', 'analytics'], services: new Map([['video', true], ['hotjar', false]]),
  });
  expect(line).toBe('1~7~1795000000~opt_in~auth.analytics~video.-hotjar');
});

test('a written choice is read back', () => {
  for (const line of ['1~7~1795000000~opt_in~auth.analytics~video.-hotjar', '1~1~0~opt_out~~', '1~12~1795000000~notice_only~auth~']) {
    expect(formatChoice(parseChoice(line)!)).toBe(line);
  }
});

test.each([
  ['another format version', '2~7~1795000000~opt_in~auth~'],
  ['a missing field', '1~7~1795000000~opt_in~auth'],
  ['a field too many', '1~7~1795000000~opt_in~auth~~'],
  ['an unknown model', '1~7~1795000000~opt_up~auth~'],
  ['a notice that is no number', '1~x~1795000000~opt_in~auth~'],
  ['a time that is no number', '1~7~soon~opt_in~auth~'],
  ['an id with letters that no id has', '1~7~1795000000~opt_in~Auth~'],
  ['nothing', ''],
])('%s is no choice', (_, line) => {
  expect(parseChoice(line)).toBeNull();
});
