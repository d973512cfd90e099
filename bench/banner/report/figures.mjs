import { median } from './median.mjs';

const kib = bytes => bytes / 1024;

/** The figures of one script: medians, less those of the bare page. */
export function figures(result, bare) {
  const added = name => median(result.cost.map((round, i) => (round.shown ? round[name] - bare.cost[i][name] : null)));
  const { transfer, returning } = result;
  const back = visit => ({ requests: visit.requests, nodes: visit.nodes - result.written, asked: visit.asked });

  return {
    ...transferred(transfer),
    returning: returning?.chosen ? { empty: back(returning.empty), warm: back(returning.warm) } : null,
    cpu: { task: added('task'), script: added('script'), style: added('style'), layout: added('layout') },
    heap: nullOr(added('heap'), kib),
    nodes: median(result.cost.map(round => (round.shown ? round.nodes - result.written : null))),
    slowCpu: shown(result.cpu, bare.cpu),
    slowNetwork: shown(result.network, bare.network),
    policy: ran(result.policy),
    accessibility: beyond(ran(result.accessibility), bare.accessibility),
    keyboard: ran(result.keyboard),
    phone: ran(result.phone),
    languages: result.languages,
  };
}

function transferred(transfer) {
  if (!transfer?.shown) return { until: null, centre: null };
  const inKib = part => part && { requests: part.requests, kib: kib(part.bytes) };
  return { until: inKib(transfer.until), centre: inKib(transfer.centre) };
}

function shown(rounds, bareRounds) {
  const of = pick => median(rounds.map(round => (round.appearance ? pick(round) : null)));
  const every = rounds.length > 0 && rounds.every(round => round.appearance);
  return {
    visible: every ? of(round => round.appearance.visibleAt) : null,
    firstPaint: of(round => round.firstPaint),
    paintDelay: median(rounds.map((round, i) => (round.appearance ? round.firstPaint / bareRounds[i].firstPaint : null))),
    delay: of(round => round.appearance.delay),
    moved: of(round => round.appearance.moved),
    finalAtOnce: every ? rounds.filter(round => round.appearance.finalAtOnce).length > rounds.length / 2 : null,
    shifts: of(round => round.shifts),
    longestScript: of(round => round.longestScript),
  };
}

/** Rules that the bare page breaks too do not count against the script. */
function beyond(found, bare) {
  if (!found) return null;
  const left = rules => rules && rules.filter(({ id }) => !bare.banner.some(rule => rule.id === id));
  return { banner: left(found.banner), dialog: left(found.dialog) };
}

const ran = measured => (measured && !measured.broke ? measured : null);

const nullOr = (value, then) => (value === null ? null : then(value));
