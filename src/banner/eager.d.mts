export function withArrows(code: string): string;
export function withEagerArrows(script: string, marker: string): Promise<string>;
