import { longTasks } from './rows.mjs';

const ms = value => `${value.toFixed(1)} ms`;
const least = (others, of) => Math.min(...others.map(of).filter(value => value !== null));

/** A figure compared with a bound; null, if it was not measured, is neither reached nor missed. */
const atMost = (what, of, bound, unit = '') => ({
  what: `${what} ≤ ${bound}${unit}`,
  check: ours => verdict(of(ours), value => value <= bound, value => `${Number(value.toFixed(2))}${unit}`),
});
const holds = (what, of, text) => ({ what, check: ours => verdict(of(ours), Boolean, text ? () => text(ours) : value => (value ? 'yes' : 'no')) });

/** A time compared with the best of the other scripts. */
const against = (what, of, bound) => ({
  what: `${what} ≤ ${bound} × the best of the others`,
  check: (ours, others) => {
    const best = least(others, of);
    return verdict(Number.isFinite(best) && of(ours) !== null ? of(ours) / best : null, ratio => ratio <= bound, ratio => `${ratio.toFixed(2)} ×`);
  },
});

function verdict(value, reached, text) {
  if (value === null || value === undefined || Number.isNaN(value)) return { reached: null, text: 'not measured' };
  return { reached: reached(value), text: text(value) };
}

const requests = visit => `${visit.requests} request${visit.requests === 1 ? '' : 's'}`;
const faultless = walked => walked && walked.shown && walked.works && walked.sameLook && walked.violations.length === 0;
const phone = ({ share, reject, sideways }) => `${Math.round(share * 100)} %, reject ${reject ? 'visible' : 'out of sight'}, ${sideways ? 'scrolls' : 'no'} sideways`;

/** The targets of the banner. */
export const targets = [
  atMost('Bytes until the banner', f => f.until?.kib ?? null, 7, ' KiB'),
  atMost('Requests until the banner', f => f.until?.requests ?? null, 1),
  atMost('Preference centre, more', f => f.centre?.kib ?? null, 4, ' KiB'),
  holds('Returning, empty cache: 1 request, no nodes', f => f.returning && f.returning.empty.requests === 1 && f.returning.empty.nodes === 0,
    f => `${requests(f.returning.empty)}, ${f.returning.empty.nodes} nodes`),
  holds('Returning, warm cache: 0 requests', f => f.returning && f.returning.warm.requests === 0, f => requests(f.returning.warm)),
  holds('Main thread until idle ≤ 10 ms', f => (f.cpu.task === null ? null : f.cpu.task <= 10), f => ms(f.cpu.task)),
  against('Main thread until idle', f => f.cpu.task, 0.6),
  against('Banner visible, CPU 4× slower', f => f.slowCpu.visible, 0.9),
  against('Banner visible, slow 4G', f => f.slowNetwork.visible, 0.9),
  atMost('First paint, CPU 4× slower, / bare page', f => f.slowCpu.paintDelay, 1.05),
  atMost('First paint, slow 4G, / bare page', f => f.slowNetwork.paintDelay, 1.05),
  holds('First visible frame in its final place', f => f.slowNetwork.finalAtOnce && f.slowCpu.finalAtOnce,
    f => `${f.slowNetwork.delay.toFixed(0)} and ${f.slowCpu.delay.toFixed(0)} ms late`),
  holds('CLS 0', f => (f.slowCpu.shifts === null ? null : f.slowCpu.shifts === 0 && f.slowNetwork.shifts === 0), f => f.slowCpu.shifts.toFixed(4)),
  holds('No long task of its own', f => longTasks(f)?.every(long => !long),
    f => `longest ${ms(f.slowNetwork.longestScript)}; ${ms(f.slowCpu.longestScript)} with the CPU 4× slower`),
  atMost('JS heap added', f => f.heap, 120, ' KiB'),
  atMost('Nodes before the dialog', f => f.nodes, 30),
  holds('Strict CSP: 0 violations, same look, works', f => faultless(f.policy?.strict)),
  holds('Strict CSP with Trusted Types: the same', f => faultless(f.policy?.trusted)),
  atMost('axe, banner', f => f.accessibility?.banner?.length, 0),
  atMost('axe, dialog', f => f.accessibility?.dialog?.length, 0),
  holds('Dialog: focus moves in, is trapped, Escape closes without a choice, focus returns', f => f.keyboard && Object.values(f.keyboard).every(Boolean)),
  holds('320 × 568: ≤ 40 % covered, reject visible, nothing sideways', f => f.phone && f.phone.share <= 0.4 && f.phone.reject && !f.phone.sideways, f => phone(f.phone)),
  holds('Languages ≥ 34, two right-to-left', f => f.languages.count >= 34 && f.languages.rightToLeft >= 2, f => `${f.languages.count}, ${f.languages.rightToLeft}`),
];
