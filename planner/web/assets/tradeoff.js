// The trade-off picture of a comparison: each plan a point, two figures its axes; a table beneath says the same.

import { h, replace, s } from './dom.js';
import { filters, select } from './filters.js';
import { currentLanguage, number, of, t } from './language.js';

const WIDE = 640;
const HIGH = 340;
const EDGE = { left: 86, right: 30, top: 26, bottom: 44 };
const USUAL = ['fiscal', 'minutes_mean'];
const OFFERED = ['fiscal', 'families', 'total', 'one_off', 'minutes_mean', 'minutes_worst', 'moved', 'merged', 'boarders', 'shortfall', 'classrooms_added', 'open_schools'];
const TICKS = 3;
const MILLION = 1e6;
const TEN_THOUSAND = 1e4;

export function tradeOff(document) {
  const offered = OFFERED.map((name) => document.figures.find((figure) => figure.figure === name && figure.part === '')).filter((figure) => figure && valuesOf(document, figure).every((value) => value !== null));
  if (offered.length < 2) return null;
  const holder = h('div', { class: 'curve' });
  const options = offered.map((figure) => [figure.figure, of(figure, 'says')]);
  const [x, y] = USUAL.map((usual, axis) => {
    const pick = select(t(axis ? 'trade.y' : 'trade.x'), options, draw);
    pick.node.value = offered.some((figure) => figure.figure === usual) ? usual : offered[axis].figure;
    return pick;
  });
  function draw() {
    const [across, up] = [x, y].map((pick) => offered.find((figure) => figure.figure === pick.value()));
    replace(holder, picture(document, across, up));
  }
  draw();
  return [h('h2', {}, t('trade')), h('p', { class: 'sub' }, t('trade.text')), filters([x, y]), holder];
}

// A plan's figure over all of its years, where that is defined; else in its last.
function valuesOf(document, figure) {
  return document.plans.map((plan) => {
    const own = document.columns.flatMap((column, at) => (column.plan === plan.plan ? [at] : [])).map((at) => figure.values[at]).filter((value) => value !== null);
    return own.length ? own[own.length - 1] : null;
  });
}

function scaleOf(figure) {
  const said = of(figure, 'says').replace(/^其中：|^of it: /, '');
  if (figure.unit !== 'yuan') return [1, said];
  const yearly = /年|year/.test(said) ? t('trade.aYear') : '';
  const name = said.replace(/（[^（）]*元[^（）]*）| \(yuan[^()]*\)$/, '');
  return currentLanguage() === 'zh' ? [TEN_THOUSAND, `${name}（${t('trade.yuan')}${yearly}）`] : [MILLION, `${name} (${t('trade.yuan')}${yearly})`];
}

function picture(document, across, up) {
  const axes = [across, up].map((figure) => {
    const [unit, name] = scaleOf(figure);
    const values = valuesOf(document, figure).map((value) => value / unit);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low) * 0.15 || Math.abs(high) * 0.02 || 1;
    const spread = high - low + 2 * room;
    const digits = spread >= 20 ? 0 : spread >= 2 ? 1 : 2;
    return { name, values, low: low - room, spread, digits, better: figure.better };
  });
  const [h1, v1] = axes;
  const px = (value) => EDGE.left + ((value - h1.low) / h1.spread) * (WIDE - EDGE.left - EDGE.right);
  const py = (value) => HIGH - EDGE.bottom - ((value - v1.low) / v1.spread) * (HIGH - EDGE.top - EDGE.bottom);
  const text = (x, y, said, anchor = 'middle', kind = '') => {
    const node = s('text', { x, y, 'text-anchor': anchor, class: kind });
    node.textContent = said;
    return node;
  };
  const ticks = (axis) => Array.from({ length: TICKS }, (_, at) => axis.low + axis.spread * (at + 0.5) / TICKS);
  const points = document.plans.map((plan, at) => {
    const [x, y] = [h1.values[at], v1.values[at]];
    return [plan, x, y, isBeaten(axes, at)];
  });
  const label = points.map(([plan, x, y]) => `${plan.plan}: ${number(x, h1.digits)}, ${number(y, v1.digits)}`).join('; ');
  return s('svg', { viewBox: `0 0 ${WIDE} ${HIGH}`, role: 'img', 'aria-label': `${h1.name} × ${v1.name}. ${label}` },
    ...ticks(h1).flatMap((value) => [s('line', { x1: px(value), x2: px(value), y1: EDGE.top, y2: HIGH - EDGE.bottom, class: 'grid' }), text(px(value), HIGH - EDGE.bottom + 16, number(value, h1.digits))]),
    ...ticks(v1).flatMap((value) => [s('line', { x1: EDGE.left, x2: WIDE - EDGE.right, y1: py(value), y2: py(value), class: 'grid' }), text(EDGE.left - 8, py(value) + 4, number(value, v1.digits), 'end')]),
    text((EDGE.left + WIDE - EDGE.right) / 2, HIGH - 8, h1.name), text(8, 15, v1.name, 'start'),
    ...points.flatMap(([plan, x, y, beaten]) => [s('circle', { cx: px(x), cy: py(y), r: 7, class: beaten ? 'beaten' : 'front' }), text(px(x) + 11, py(y) - 8, plan.plan, 'start', 'point')]));
}

// Whether another plan is at least as good in both figures and better in one; only where both have a better side.
function isBeaten(axes, at) {
  if (axes.some((axis) => axis.better === 'neither')) return false;
  const worse = (axis, other) => (axis.better === 'lower' ? axis.values[at] - axis.values[other] : axis.values[other] - axis.values[at]);
  return axes[0].values.some((_, other) => other !== at && axes.every((axis) => worse(axis, other) >= 0) && axes.some((axis) => worse(axis, other) > 0));
}
