import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://www.example.com/shop/coffee', pretendToBeVisual: true } },
    include: ['tests/{banner,verify}/**/*.test.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
