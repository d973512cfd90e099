// @vitest-environment node
import { expect, test } from 'vitest';
import guide from '../../docs/website.md?raw';
import { buildPatch, buildStub, policyHash } from '../../src/banner/stub/build.mjs';
import patch from '../../wwwroot/consenthub-patch.js?raw';
import stub from '../../wwwroot/consenthub-stub.js?raw';

// Their effect is tested in a real browser: tests/ConsentHub.BrowserTests/Gate/StubTests.cs.

test.each([['stub', stub, buildStub], ['patch', patch, buildPatch]])('the committed inline %s is what the build makes, and 1 KiB at most', async (_, committed, build) => {
  expect(committed).toBe(await build());
  expect(new TextEncoder().encode(committed).length).toBeLessThanOrEqual(1024);
});

test.each([['stub', stub], ['patch', patch]])('the inline %s can be put into a page as it is', (_, text) => {
  expect(text).toMatch(/^[\x20-\x7e]+$/);
  expect(text).not.toMatch(/<\/script|<!--/i);
});

test.each([['stub', stub], ['patch', patch]])('the inline %s throws nothing without anything to read', (_, text) => {
  expect(() => new Function(text)()).not.toThrow();
});

test.each([['stub', stub], ['patch', patch]])('the guide names the hash of the inline %s', (_, text) => {
  expect(guide).toContain(`'${policyHash(text)}'`);
});

test('the hash is the one that a policy names', () => {
  expect(policyHash("alert('Hello, world.');")).toBe('sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=');
});
