// @vitest-environment node
import { expect, test } from 'vitest';
import { withArrows, withEagerArrows } from '../../src/banner/eager.mjs';

const marker = '/*consenthub-config*/null';

test('functions become arrows before everything else, and those that can not be arrows stay functions', () => {
  const code = 'var a=b(1);function b(c){return{d:c}}function e({f},...g){a&&g()}async function h(){}function i(){return this}function j(){return a,b}e(a)';
  expect(withArrows(code)).toBe('let b=c=>({d:c}),e=({f},...g)=>{a&&g()},j=()=>(a,b);var a=b(1);async function h(){}function i(){return this}e(a)');
});

test('arrows that run while the first layer is shown are put in parentheses, and no other', async () => {
  const code = (show: string) => `[${marker}].map((function($){let show=${show},never=()=>{};show()}));`;
  const show = "()=>{let host=document.createElement('div');host.id='consenthub';host.attachShadow({mode:'open'}).innerHTML=`<p class=banner>${$.site}`;document.body.append(host)}";
  expect(await withEagerArrows(code(show), marker)).toBe(code(`(${show})`));
});

test('the build fails if the script shows no first layer', () =>
  expect(withEagerArrows(`[${marker}].map(()=>{});`, marker)).rejects.toThrow('no first layer'));
