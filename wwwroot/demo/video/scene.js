// Draws the picture at a given time. Every frame depends on the time alone, so the player can seek to any position.
export const length = 48;

const pours = [[5, 11, 0, 45], [18, 26, 45, 150], [31, 38, 150, 250]];   // from, to (s), from, to (g)
const captions = [
  [0, 'Fifteen grams, ground like coarse sea salt.'], [5, 'Bloom: 45 g, in slow circles.'],
  [11, 'Wait. Fresh coffee rises like dough.'], [18, 'First pour, to 150 g.'], [26, 'Let it draw down a little.'],
  [31, 'Second pour, to 250 g.'], [38, 'One swirl, then patience.'], [44, 'Drink it while it rains.'],
];
const part = name => document.getElementById(name);
const [rain, ship, coffee, shine, drip, slurry, foam, vessel, stream, kettle, steam, clock, grams, caption] =
  ['rain', 'ship', 'coffee', 'shine', 'drip', 'slurry', 'foam', 'vessel', 'stream', 'kettle', 'steam', 'clock', 'grams', 'caption'].map(part);
const drops = part('drops');
const wisps = [...steam.children];

export function draw(t) {
  const water = pouredBy(t);
  const drawn = Math.min(water * .92, drawnBy(t));
  const tilt = tiltAt(t);
  drawWeather(t);
  drawVessel(t, water, drawn);
  drawKettle(t, tilt, water - drawn);
  for (const [i, wisp] of wisps.entries()) {
    wisp.setAttribute('transform', `translate(${4 * Math.sin(t * 1.3 + i * 2)} ${-6 * Math.sin(t * .9 + i)})`);
    wisp.setAttribute('opacity', (Math.min(1, .25 + water / 120) * (.55 + .45 * Math.sin(t * 1.1 + i * 2.1))).toFixed(2));
  }
  const brew = Math.round(Math.max(0, (t - 5) / (length - 9)) * 210);
  clock.textContent = `${Math.floor(Math.min(brew, 210) / 60)}:${String(Math.min(brew, 210) % 60).padStart(2, '0')}`;
  grams.textContent = `${Math.round(water)} g`;
  const words = captions.findLast(([from]) => from <= t)[1];
  if (caption.textContent !== words) caption.textContent = words;
}

function drawWeather(t) {
  drops.setAttribute('patternTransform', `translate(${-t * 18} ${t * 150})`);
  rain.setAttribute('opacity', (.75 + .25 * Math.sin(t * .4)).toFixed(2));
  ship.setAttribute('transform', `translate(${t * 6} ${Math.sin(t * 1.4) * 1.2})`);
}

function drawVessel(t, water, drawn) {
  const level = 306 - drawn * .27;
  coffee.setAttribute('transform', `translate(0 ${level})`);
  shine.setAttribute('transform', `translate(0 ${level})`);
  const swell = t > 6 && t < 18 ? 7 * Math.sin(Math.PI * (t - 6) / 12) : 0;
  const bed = 184 - Math.min(42, (water - drawn) * .62) - swell;
  slurry.setAttribute('transform', `translate(0 ${bed})`);
  foam.setAttribute('transform', `translate(0 ${bed})`);
  const fall = (t * 2.2) % 1;
  drip.setAttribute('cy', 216 + fall * fall * Math.max(6, level - 218));
  drip.setAttribute('opacity', t > 7 && t < 46 && water > 0 ? 1 : 0);
  const swirl = t > 39 && t < 43 ? Math.sin((t - 39) * 5) * 5 * Math.sin(Math.PI * (t - 39) / 4) : 0;
  vessel.setAttribute('transform', `translate(${swirl} 0)`);
}

// At rest on the counter; lifted and tipped while it pours.
function drawKettle(t, tilt, held) {
  const circle = tilt * Math.sin(t * 2.4) * 14;
  const x = 530 - tilt * 95 + circle;
  const y = 240 - tilt * 152;
  const turn = -tilt * 24;
  kettle.setAttribute('transform', `translate(${x} ${y}) rotate(${turn})`);
  if (tilt < .92) { stream.setAttribute('d', 'M0 0'); return; }
  const angle = turn * Math.PI / 180;
  const [sx, sy] = [-97, -44];
  const px = x + sx * Math.cos(angle) - sy * Math.sin(angle);
  const py = y + sx * Math.sin(angle) + sy * Math.cos(angle);
  const end = 184 - Math.min(42, held * .62);
  stream.setAttribute('d', `M${px} ${py}q-9 2-10 ${Math.max(8, end - py)}`);
}

function pouredBy(t) {
  let water = 0;
  for (const [from, to, low, high] of pours) if (t > from) water = low + (high - low) * Math.min(1, (t - from) / (to - from));
  return water;
}

function drawnBy(t) {
  return ramp(t, 9, 18) * 26 + ramp(t, 19, 31) * 104 + ramp(t, 32, 46) * 100;
}

function tiltAt(t) {
  return Math.max(...pours.map(([from, to]) => ramp(t, from - 1.2, from) * (1 - ramp(t, to, to + 1))));
}

function ramp(t, from, to) {
  const x = Math.min(1, Math.max(0, (t - from) / (to - from)));
  return x * x * (3 - 2 * x);
}
