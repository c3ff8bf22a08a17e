// The map of a district as it is: towns, water, roads, villages, schools. Drawn by MapLibre from the document alone.

import { h } from './dom.js';
import { minutes, number, t } from './language.js';

const DEGREE = 100000;
// Ground and places are cut into tiles down to this zoom and no further: nothing is cut anew while the map is zoomed in.
const FINEST = 11;
// So long labels stay as they were placed: placing them anew in each frame costs more than drawing it.
const LABEL_MILLISECONDS = 250;
const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;
const HIDDEN = { visibility: 'none' };
const EMPTY = { type: 'FeatureCollection', features: [] };
const LETTERS = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB",sans-serif';

const collection = (features) => ({ type: 'FeatureCollection', features });
const feature = (type, coordinates, properties = {}) => ({ type: 'Feature', geometry: { type, coordinates }, properties });

export function place(thing) {
  return [thing.lon / DEGREE, thing.lat / DEGREE];
}

function pairs(flat) {
  const found = [];
  for (let at = 0; at < flat.length; at += 2) found.push([flat[at] / DEGREE, flat[at + 1] / DEGREE]);
  return found;
}

function boundsOf(today) {
  const points = [...today.settlements, ...today.schools].map(place);
  for (const town of today.ground.towns) for (const [outer] of town.rings) points.push(...pairs(outer));
  if (!points.length) return [[112, 34], [113, 35]];
  const lons = points.map((point) => point[0]);
  const lats = points.map((point) => point[1]);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  const margin = 0.005;
  return [[least(lons) - margin, least(lats) - margin], [most(lons) + margin, most(lats) + margin]];
}

// How a school is drawn: by what is decided about it.
export function fateOf(school) {
  if (school.fate) return school.fate;
  if (school.never) return 'never';
  if (school.candidate) return school.decision === 'keep' ? 'build' : school.decision === 'close' ? 'leave' : 'site';
  return school.decision;
}

export const FATES = { keep: '#1c4e94', never: '#1c4e94', free: '#d98a1f', close: '#a3123a', build: '#111111', site: '#ffffff', leave: '#bbbbbb', expand: '#5b8fc2', merge: '#a3123a', change: '#7a5aa6' };

export function schoolFeatures(today) {
  return collection(today.schools.map((school, at) => feature('Point', place(school), {
    at, fate: fateOf(school), name: school.name, size: Math.sqrt(Math.max(school.pupils, 20)),
    over: school.seats !== null && school.pupils > school.seats,
  })));
}

function homeFeatures(today) {
  return collection(today.settlements.map((home, at) => {
    const pupils = home.bands.reduce((sum, band) => sum + band[0], 0);
    const known = home.bands.filter((band) => band[0] > 0 && band[3] !== null);
    const way = known.length ? Math.max(...known.map((band) => band[3])) : -1;
    return feature('Point', place(home), { at, pupils, minutes: step(today, way) });
  }));
}

function step(today, way) {
  if (way < 0) return -1;
  const place = today.look.minutes.findIndex((each) => each.most === null || way <= each.most);
  return place < 0 ? today.look.minutes.length - 1 : place;
}

// All of the ground is one source: what tiles cut off is masked once, not once for each kind of line.
function groundFeatures(ground) {
  const lines = (part, kind) => part.lines.map((line) => feature('LineString', pairs(line), { part: kind }));
  return collection([
    ...ground.towns.map((town, at) => feature('MultiPolygon', town.rings.map((rings) => rings.map(pairs)), { part: 'towns', shade: at % 2 })),
    ...ground.water.areas.map((rings) => feature('Polygon', rings.map(pairs), { part: 'areas' })),
    ...lines(ground.water, 'water'), ...lines(ground.roads, 'roads'),
  ]);
}

function style(today) {
  const { look, ground } = today;
  const sources = {
    ground: groundFeatures(ground),
    names: collection(ground.towns.map((town) => feature('Point', pairs(town.at)[0], { name: town.name }))),
    flows: EMPTY,
    picked: EMPTY,
    homes: homeFeatures(today),
    schools: schoolFeatures(today),
  };
  const parts = new Set(sources.ground.features.map((each) => each.properties.part));
  const part = (name) => ({ source: 'ground', filter: ['==', ['get', 'part'], name] });
  const match = (name, values, other) => ['match', ['get', name], ...Object.entries(values).flat(), other];
  const zoomed = (factor) => ['interpolate', ['linear'], ['zoom'], 8, ['*', factor * 0.6, ['get', 'size']], 13, ['*', factor * 1.6, ['get', 'size']]];
  return {
    version: 8,
    sources: Object.fromEntries(Object.entries(sources).map(([id, data]) => [id, { type: 'geojson', data, tolerance: 0.2, maxzoom: FINEST, buffer: 64 }])),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#fbfaf7' } },
      { id: 'towns', type: 'fill', ...part('towns'), paint: { 'fill-antialias': false, 'fill-color': ['case', ['==', ['get', 'shade'], 0], look.towns[0], look.towns[1]] } },
      { id: 'roads', type: 'line', ...part('roads'), paint: { 'line-color': look.road, 'line-width': 1 } },
      { id: 'edges', type: 'line', ...part('towns'), paint: { 'line-color': look.townEdge, 'line-width': 1.6 } },
      { id: 'areas', type: 'fill', ...part('areas'), paint: { 'fill-antialias': false, 'fill-color': look.water } },
      { id: 'water', type: 'line', ...part('water'), paint: { 'line-color': look.water, 'line-width': 3 } },
      { id: 'flows', type: 'line', source: 'flows', layout: HIDDEN, paint: { 'line-color': ['match', ['get', 'moved'], 1, '#7a5aa6', '#8c8c8c'], 'line-width': ['match', ['get', 'moved'], 1, 1.4, 0.6] } },
      { id: 'homes', type: 'circle', source: 'homes', paint: {
        'circle-color': ['match', ['get', 'minutes'], ...look.minutes.flatMap((each, at) => [at, each.fill]), look.unplaced],
        'circle-stroke-color': look.homeEdge, 'circle-stroke-width': 0.6,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, ['+', 1.6, ['/', ['sqrt', ['get', 'pupils']], 12]], 13, ['+', 3, ['/', ['sqrt', ['get', 'pupils']], 4]]] } },
      { id: 'names', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-letter-spacing': 0.1, 'text-allow-overlap': true },
        paint: { 'text-color': look.townText, 'text-halo-color': 'rgba(255,255,255,0.7)', 'text-halo-width': 1.5 } },
      { id: 'picked', type: 'line', source: 'picked', layout: HIDDEN, paint: { 'line-color': '#1c4e94', 'line-width': 2.4 } },
      { id: 'schools', type: 'circle', source: 'schools', paint: {
        'circle-color': match('fate', FATES, '#888888'), 'circle-radius': zoomed(0.24),
        'circle-stroke-color': ['case', ['get', 'over'], '#a3123a', ['==', ['get', 'fate'], 'site'], '#111111', '#ffffff'],
        'circle-stroke-width': ['case', ['get', 'over'], 2.6, 1.2] } },
      { id: 'schoolNames', type: 'symbol', source: 'schools', minzoom: 11.2, layout: { 'text-field': ['get', 'name'], 'text-size': 11,
        'text-variable-anchor': ['left', 'right'], 'text-radial-offset': 0.9 },
        paint: { 'text-color': '#222222', 'text-halo-color': 'rgba(255,255,255,0.9)', 'text-halo-width': 1.4 } },
    ].filter((layer) => layer.source !== 'ground' || parts.has(layer.filter[2])),
  };
}

// Without a graphics card a fine screen is drawn at one dot a pixel: four times as many take four times as long.
function coarser() {
  if (devicePixelRatio <= 1) return {};
  const context = document.createElement('canvas').getContext('webgl2');
  const known = context?.getExtension('WEBGL_debug_renderer_info');
  return SOFTWARE.test(known ? context.getParameter(known.UNMASKED_RENDERER_WEBGL) : '') ? { pixelRatio: 1 } : {};
}

// A map of today; `pick(kind, at)` is called where a school or a village is clicked, `made(map)` once it is there.
export function todayMap(context, today, pick, made = () => {}) {
  const holder = h('div', { class: 'map' });
  const view = { holder, map: null };
  requestAnimationFrame(() => {
    if (!context.isShown()) return;
    try {
      view.map = new maplibregl.Map({
        container: holder, style: style(today), bounds: boundsOf(today), fitBoundsOptions: { padding: 24 }, attributionControl: false,
        dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false, fadeDuration: LABEL_MILLISECONDS, maxZoom: 17,
        validateStyle: false, crossSourceCollisions: false, refreshExpiredTiles: false, ...coarser(),
        localIdeographFontFamily: LETTERS, cooperativeGestures: false,
        locale: { 'NavigationControl.ZoomIn': t('map.in'), 'NavigationControl.ZoomOut': t('map.out'), 'Map.Title': t('map.label') },
      });
    } catch {
      holder.textContent = t('map.none');
      return;
    }
    view.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    for (const layer of ['schools', 'homes']) {
      view.map.on('mouseenter', layer, () => { view.map.getCanvas().style.cursor = 'pointer'; });
      view.map.on('mouseleave', layer, () => { view.map.getCanvas().style.cursor = ''; });
    }
    view.map.on('click', (event) => {
      const [hit] = view.map.queryRenderedFeatures(event.point, { layers: ['schools', 'homes'] });
      if (hit) pick(hit.layer.id === 'schools' ? 'school' : 'home', hit.properties.at);
    });
    made(view.map);
    view.map.once('load', () => { holder.dataset.ready = 'true'; });
    context.onLeave(() => { view.map.remove(); view.map = null; });
  });
  return view;
}

export function showSchools(view, today) {
  view.map?.getSource('schools')?.setData(schoolFeatures(today));
}

// A layer without lines is hidden: an empty one takes its time in every frame too.
function drawLines(view, name, lines) {
  const source = view.map?.getSource(name);
  if (!source) return;
  source.setData(collection(lines));
  view.map.setLayoutProperty(name, 'visibility', lines.length ? 'visible' : 'none');
}

// Draw a plan that changes: its schools, its villages, and a line from each village to each school its children go to.
export function showPlan(view, today) {
  showSchools(view, today);
  view.map?.getSource('homes')?.setData(homeFeatures(today));
  const lines = today.settlements.flatMap((home) => home.bands.filter((band) => band[1] >= 0).map((band) =>
    feature('LineString', [place(home), place(today.schools[band[1]])], { moved: band[5] })));
  drawLines(view, 'flows', lines);
}

// Draw lines from a village to where its children go, or from a school to where they come from.
export function showWays(view, today, kind, at) {
  const lines = [];
  today.settlements.forEach((home, place_) => {
    for (const [pupils, school] of home.bands) {
      if (pupils > 0 && school >= 0 && (kind === 'home' ? place_ === at : school === at)) {
        lines.push(feature('LineString', [place(home), place(today.schools[school])]));
      }
    }
  });
  drawLines(view, 'picked', lines);
}

// Draw one line, from a village to any place.
export function showLine(view, home, end) {
  drawLines(view, 'picked', end ? [feature('LineString', [place(home), end])] : []);
}

export function flyTo(view, thing) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  view.map?.[still ? 'jumpTo' : 'easeTo']({ center: place(thing), zoom: Math.max(view.map.getZoom(), 11.5) });
}

export function legend(today, names = ['keep', 'free', 'close', 'site'], word = 'fate') {
  const dot = (fill, text, edge) => h('li', {}, dotSign(fill, edge), text);
  const bins = today.look.minutes.map((each, at) => {
    const from = at ? today.look.minutes[at - 1].most : 0;
    return dot(each.fill, each.most === null ? t('map.above', { n: minutes(from) }) : t('map.to', { n: number(each.most) }));
  });
  const fates = names.filter((fate) => today.schools.some((school) => fateOf(school) === fate));
  return h('div', { class: 'legend' },
    h('ul', { 'aria-label': t('map.schools') }, fates.map((fate) => dot(FATES[fate], t(`${word}.${fate}`), fate === 'site' ? '#111' : null)), word === 'fate' ? dot('#fff', t('map.over'), '#a3123a') : null),
    h('ul', { 'aria-label': t('map.homes') }, h('li', {}, t('map.minutes')), bins));
}

export function dotSign(fill, edge) {
  const node = h('i', { class: 'dot', 'aria-hidden': true });
  node.style.background = fill;
  if (edge) node.style.border = `2px solid ${edge}`;
  return node;
}
