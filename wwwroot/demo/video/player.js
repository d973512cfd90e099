// The player: play, pause, seek, and the position kept in localStorage, as a film service would.
import { draw, length } from './scene.js';

const key = 'fv_position';
const player = document.getElementById('player');
const play = document.getElementById('play');
const seek = document.getElementById('seek');
const at = document.getElementById('at');

let position = storedPosition();
let playing = false;
let before = 0;
let kept = -1;

function storedPosition() {
  try {
    const value = Number(localStorage.getItem(key));
    return value > 0 && value < length ? value : 0;
  } catch {
    return 0;
  }
}

function keep() {
  try {
    localStorage.setItem(key, position.toFixed(1));
  } catch { /* Without storage the film starts over. */ }
}

function tell() {
  if (parent !== window) parent.postMessage({ type: 'fjord-video', state: playing ? 'playing' : 'paused', position }, location.origin);
}

function show() {
  draw(position);
  seek.value = String(position);
  const time = `0:${String(Math.floor(position)).padStart(2, '0')}`;
  if (at.textContent === time) return;
  at.textContent = time;
  seek.setAttribute('aria-valuetext', `${Math.floor(position)} of ${length} seconds`);
}

function toggle(on = !playing) {
  playing = on;
  if (playing && position >= length) position = 0;
  player.dataset.state = playing ? 'playing' : 'paused';
  play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
  before = performance.now();
  if (playing) requestAnimationFrame(frame);
  keep();
  tell();
}

function frame(now) {
  if (!playing) return;
  position = Math.min(length, position + Math.max(0, now - before) / 1000);
  before = now;
  show();
  if (Math.floor(position) !== kept) { kept = Math.floor(position); keep(); tell(); }
  if (position >= length) toggle(false);
  else requestAnimationFrame(frame);
}

play.addEventListener('click', () => toggle());
document.getElementById('big').addEventListener('click', () => toggle(true));
document.querySelector('.scene').addEventListener('click', () => toggle());
seek.addEventListener('input', () => { position = Number(seek.value); before = performance.now(); show(); });
seek.addEventListener('change', keep);
addEventListener('keydown', event => {
  if (event.key !== ' ' || event.target === play) return;
  event.preventDefault();
  toggle();
});
addEventListener('message', event => {
  if (event.source === parent && event.data?.type === 'fjord-video-hello') tell();
});

show();
keep();
tell();
