// What telemetry costs: the hub alone, scraped each second, and sending all its telemetry to a receiver.
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as make from './contestants.mjs';
import { alternate } from './load.mjs';

/** Receives OTLP over HTTP and discards it. */
async function receiver() {
  let received = 0;
  const server = createServer((request, response) => request.on('data', (chunk) => { received += chunk.length; }).on('end', () => response.end()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, received: () => received, stop: () => server.close() };
}

export async function telemetry({ work, begin, end, plan, choices, table }) {
  const collector = await receiver();
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_METRIC_EXPORT_INTERVAL: '1000' };
  const alone = await begin(make.hub(work, join(work, 'hub-alone'), 'alone'));
  const scraped = await begin(make.hub(work, join(work, 'hub-scraped'), 'scraped each second'));
  const metrics = await begin(make.hub(work, join(work, 'hub-metrics'), 'sends metrics each second', { ...otlp, OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }));
  const tenth = await begin(make.hub(work, join(work, 'hub-tenth'), 'sends metrics, logs and a tenth of the traces', { ...otlp, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }));
  const all = await begin(make.hub(work, join(work, 'hub-all'), 'sends metrics, logs and every trace', otlp));
  const scraping = setInterval(() => fetch(`${scraped.address}/metrics`).then((page) => page.text()).catch(() => {}), 1000);
  try {
    table('Durable writes on SQLite, watched', await alternate([alone, scraped, metrics, tenth, all], { ...plan, loadOf: () => choices }), ['alone']);
  } finally {
    clearInterval(scraping);
    collector.stop();
  }

  if (collector.received() === 0)
    throw new Error('The collector received nothing.');

  await end();
}
