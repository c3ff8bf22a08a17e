// The curve of a run: total of the best plan, and the proven limit below it, over seconds.

import { s } from './dom.js';
import { currentLanguage, number, t } from './language.js';

const WIDE = 480;
const HIGH = 220;
const LEFT = 74;
const BELOW = 30;
const TOP = 22;
const LEAST_SPREAD = 0.002;

export function curve(lines) {
  const known = lines.filter((line) => line.total !== null);
  if (known.length < 2) return null;
  const last = known[known.length - 1];
  const end = Math.max(last.seconds, 1);
  const low = Math.min(...known.map((line) => line.bound ?? line.total));
  // first plans may lie far above: what is shown ends a little above twice the room left at the end
  const top = Math.min(Math.max(...known.map((line) => line.total)), last.total + 2 * Math.max(last.total - low, last.total * LEAST_SPREAD));
  const spread = Math.max(top - low, last.total * LEAST_SPREAD);
  const x = (seconds) => LEFT + (seconds / end) * (WIDE - LEFT - 12);
  const y = (value) => TOP + Math.max(0, (top - value) / spread) * (HIGH - TOP - BELOW);
  const path = (name) => {
    const points = known.filter((line) => line[name] !== null);
    return points.map((line, at) => (at ? `H${x(line.seconds).toFixed(1)}V${y(line[name]).toFixed(1)}` : `M${x(line.seconds).toFixed(1)} ${y(line[name]).toFixed(1)}`)).join('');
  };
  const unit = currentLanguage() === 'zh' ? 1e4 : 1e6;
  const mark = (value) => [s('line', { x1: LEFT, x2: WIDE - 12, y1: y(value), y2: y(value), class: 'grid' }), text(LEFT - 6, y(value) + 4, number(value / unit, 0), 'end')];
  const text = (at, up, said, anchor = 'start', kind = '') => {
    const node = s('text', { x: at, y: up, 'text-anchor': anchor, class: kind });
    node.textContent = said;
    return node;
  };
  return s('svg', { viewBox: `0 0 ${WIDE} ${HIGH}`, role: 'img', 'aria-label': t('curve.label', { a: number(last.total / unit, 0), b: last.bound === null ? '—' : number(last.bound / unit, 0) }) },
    ...[low, low + spread / 2, low + spread].flatMap(mark),
    s('path', { d: path('bound'), class: 'bound' }), s('path', { d: path('total'), class: 'total' }),
    text(LEFT, HIGH - 8, '0'), text(WIDE - 12, HIGH - 8, t('curve.seconds', { n: number(end) }), 'end'),
    text(LEFT, 13, `${t('curve.total')} — `, 'start', 'total'), text(LEFT + 120, 13, t('curve.bound'), 'start', 'bound'), text(WIDE - 12, 13, t('curve.unit'), 'end'));
}
