// The solver's way as lines over time, and cost terms as bars; drawn as SVG so that paper is sharp.

const CHART = { width: 760, left: 70, right: 64, top: 26, bottom: 40 };

// Steps for an axis: about `wanted` round numbers between two ends.
function roundSteps(low, high, wanted) {
  const span = high - low || 1;
  const size = 10 ** Math.floor(Math.log10(span / wanted));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((one) => span / one <= wanted) ?? size * 10;
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) found.push(at);
  return found;
}

function tickText(value, step) {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}

function chartText(box, x, y, words, attributes = {}) {
  const node = drawn('text', { x, y, 'font-size': 12, fill: '#555', ...attributes });
  node.textContent = words;
  box.append(node);
  return node;
}

// Seconds to a place across; by logarithm where the first and the last are far apart.
function timeAxis(seconds) {
  const end = Math.max(seconds[seconds.length - 1], 0.1);
  const start = Math.min(Math.max(seconds[0], end / 500, 0.01), end / 2);
  const wide = end / start > 30;
  const share = (at) => (wide ? Math.log(Math.max(at, start) / start) / Math.log(end / start) : at / end);
  const decades = [0.01, 0.1, 1, 10, 100, 1000, 10000, 100000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
  return {
    x: (at) => CHART.left + share(at) * (CHART.width - CHART.left - CHART.right),
    ticks: wide ? decades.filter((at) => at >= start && at <= end) : roundSteps(0, end, 7),
  };
}

function valueAxis(low, high, height) {
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const least_ = low === 0 ? 0 : low - margin;
  const span = high + margin - least_;
  return {
    y: (value) => height - CHART.bottom - ((value - least_) / span) * (height - CHART.top - CHART.bottom),
    ticks: roundSteps(least_, high + margin, 5),
  };
}

// Lines that go in steps over time. lines: [{values, colour, name (a phrase), above}]; the first two enclose a band.
function stepChart(seconds, lines, { height, unit, label }) {
  const { width, left, right, bottom } = CHART;
  const all = lines.flatMap(({ values }) => values);
  const across = timeAxis(seconds);
  const up = valueAxis(lines.length > 1 ? least(all) : 0, most(all), height);
  const box = drawn('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img' });
  say(box, label, {}, 'aria-label');
  for (const value of up.ticks) {
    box.append(drawn('line', { x1: left, x2: width - right, y1: up.y(value), y2: up.y(value), stroke: '#e9e4d9' }));
    chartText(box, left - 8, up.y(value) + 4, tickText(value, up.ticks[1] - up.ticks[0] || 1), { 'text-anchor': 'end' });
  }
  for (const at of across.ticks) {
    box.append(drawn('line', { x1: across.x(at), x2: across.x(at), y1: height - bottom, y2: height - bottom + 5, stroke: '#999' }));
    chartText(box, across.x(at), height - bottom + 19, at.toLocaleString('en-US'), { 'text-anchor': 'middle' });
  }
  const places = (values) => values.map((value, at) => [across.x(seconds[at]).toFixed(1), up.y(value).toFixed(1)]);
  const forth = (points) => points.map(([x, y], at) => (at ? `H${x}V${y}` : `M${x} ${y}`)).join('');
  const back = (points) => [...points].reverse().map(([x, y]) => `V${y}H${x}`).join('');
  if (lines.length > 1) {
    box.append(drawn('path', { d: `${forth(places(lines[0].values))}${back(places(lines[1].values))}Z`, fill: '#eef3fa' }));
  }
  for (const { values, colour, name, above } of [...lines].reverse()) {
    box.append(drawn('path', { d: forth(places(values)), fill: 'none', stroke: colour, 'stroke-width': 2.2 }));
    const end = values[values.length - 1];
    say(chartText(box, width - right - 6, up.y(end) + (above ? -8 : 18), '', { 'text-anchor': 'end', fill: colour }), name);
  }
  say(chartText(box, width - right, height - 6, '', { 'text-anchor': 'end' }), 'chart.seconds');
  say(chartText(box, 10, 14, ''), unit);
  return { box, y: up.y };
}

function trajectoryCharts(points, cost) {
  const seconds = points.map((at) => at.seconds);
  const totals = points.map((at) => at.total / 1e6);
  const bounds = points.map((at) => at.bound / 1e6);
  const money = stepChart(seconds, [
    { values: totals, colour: '#1c4e94', name: 'chart.total', above: true },
    { values: bounds, colour: '#7a7a7a', name: 'chart.bound', above: false },
  ], { height: 320, unit: 'chart.million', label: 'report.trajectory' });
  if (!(cost > 0)) return [money.box];
  const gaps = points.map((at) => (Math.max(0, at.total - at.bound) / cost) * 100);
  const gap = stepChart(seconds, [{ values: gaps, colour: '#a33d12', name: 'chart.gap', above: true }],
    { height: 190, unit: 'chart.gapUnit', label: 'chart.gapUnit' });
  const last = gaps[gaps.length - 1];
  chartText(gap.box, CHART.width - CHART.right + 8, gap.y(last) + 4, shareText(last / 100), { fill: '#a33d12' });
  return [money.box, gap.box];
}

const COST_COLOURS = ['#1c4e94', '#4f86bd', '#9cc0dd', '#d9a441', '#7a5aa6', '#8a8a8a', '#4c8c5a', '#b33b6e'];

// One bar of cost terms, largest first, with their names beneath.
function costBar(terms) {
  const box = make('div', { class: 'cost-bar' });
  watch(() => {
    const whole = sum(terms.map(([, yuan]) => yuan)) || 1;
    const bar = make('div', { class: 'cost-strip', role: 'img', 'aria-label': phrase('chart.costs') });
    const names = make('div', { class: 'cost-names' });
    terms.forEach(([name, yuan], place) => {
      const [piece, mark] = [make('i'), make('i', { 'aria-hidden': 'true' })];
      piece.style.width = `${(yuan / whole) * 100}%`;
      piece.style.background = mark.style.background = COST_COLOURS[place % COST_COLOURS.length];
      bar.append(piece);
      names.append(make('span', {}, mark, `${costName(name)} ${yuanText(yuan)} · ${partText(yuan / whole)}`));
    });
    box.replaceChildren(bar, names);
  });
  return box;
}

function costName(name) {
  return PHRASES[`cost.${name}`] ? phrase(`cost.${name}`) : phrase('cost.other', { name });
}
