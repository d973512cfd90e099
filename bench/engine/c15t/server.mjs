// @c15t/backend as its documentation sets it up: Kysely, its own migrations, Node's HTTP server.
// Usage: node server.mjs PORT sqlite FILE | postgres URL
import { createServer } from 'node:http';
import { c15tInstance } from '@c15t/backend';
import { kyselyAdapter } from '@c15t/backend/db/adapters/kysely';
import { migrator } from '@c15t/backend/db/migrator';
import { DB } from '@c15t/backend/db/schema';
import Database from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';

const [, , port, kind, target] = process.argv;

function openSqlite() {
  const database = new Database(target);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  return new SqliteDialect({ database });
}

const dialect = kind === 'postgres' ? new PostgresDialect({ pool: new pg.Pool({ connectionString: target, max: 10 }) }) : openSqlite();
const adapter = kyselyAdapter({ db: new Kysely({ dialect }), provider: kind === 'postgres' ? 'postgresql' : 'sqlite' });
const migration = await migrator({ db: DB.client(adapter), schema: 'latest' });
await migration.execute();

const c15t = c15tInstance({ appName: 'bench', basePath: '/', trustedOrigins: ['http://localhost'], adapter, logger: { level: 'error' } });

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = await c15t.handler(new Request(`http://localhost:${port}${request.url}`, {
    method: request.method,
    headers: request.headers,
    body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
  }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), '127.0.0.1');
