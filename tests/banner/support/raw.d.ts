declare module '*?raw' {
  const text: string;
  export default text;
}

/** What Vite adds to a module. */
interface ImportMeta {
  glob(pattern: string, options: { query: string; import: string; eager: true }): Record<string, unknown>;
}
