// The style of the map: sources and layers, from the ground up. No glyphs: letters come from the reader's own fonts.

const LETTERS = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB",sans-serif';
const BACKGROUND = '#FBFAF7';
const EMPTY = { type: 'FeatureCollection', features: [] };
const SOURCES = [
  'towns', 'townNames', 'waterAreas', 'waterLines', 'roads', 'areas', 'borders', 'trips', 'homes', 'flows', 'heads',
  'pickLines', 'pickRings', 'schools',
];

// Layers that a switch turns on and off together.
const GROUPS = {
  areas: ['areas', 'borders'],
  towns: ['towns', 'townEdges', 'townNames', 'townRoom'],
  water: ['waterAreas', 'waterLines'],
  roads: ['roads'],
  trips: ['trips'],
  homes: ['homes', 'homeNames', 'shortSigns'],
  flows: ['flowHalos', 'flows', 'heads'],
  schools: ['frames', 'schools', 'loads'],
};

// Layers of letters alone. Letters come a moment after the map: each is drawn before it can be shown.
const NAMES = ['townNames', 'townRoom', 'homeNames'];

// `data` holds what sources start with; the others start empty. `shift` is how many zoom levels nearer than in a county of
// usual size and crowd the first view is: sizes and names follow the view, not the ground.
function mapStyle(look, data, shift) {
  const zoomed = (...stops) => ['interpolate', ['linear'], ['zoom'], ...stops.map((stop, at) => (at % 2 ? stop : stop + shift))];
  const sources = Object.fromEntries(SOURCES.map((id) => [id, { type: 'geojson', data: data[id] ?? EMPTY, tolerance: 0.2 }]));
  const layers = [
    { id: 'background', type: 'background', paint: { 'background-color': BACKGROUND } },
    ...groundLayers(look, zoomed),
    ...homeLayers(look, zoomed, shift),
    ...flowLayers(look, zoomed),
    ...pickLayers(look),
    ...schoolLayers(look, zoomed),
  ];
  return { version: 8, sources, layers };
}

function byMode(look) {
  return ['match', ['get', 'mode'], 'walk', look.modes.walk, 'ride', look.modes.ride, look.modes.board];
}

function byStep(property, steps, none) {
  return ['match', ['get', property], ...steps.flatMap((step, place) => [place, step.fill]), none];
}

function townNameLayer(look, zoomed, id) {
  return {
    id, type: 'symbol', source: 'townNames',
    layout: { visibility: 'none', 'text-field': ['get', 'name'], 'text-size': zoomed(8.5, 11, 12, 19), 'text-letter-spacing': 0.12,
      'text-allow-overlap': true, 'text-ignore-placement': id === 'townNames', 'text-padding': 0 },
    paint: { 'text-color': look.townText, 'text-halo-color': 'rgba(255,255,255,0.65)', 'text-halo-width': 1.5 },
  };
}

function groundLayers(look, zoomed) {
  const round = { 'line-join': 'round', 'line-cap': 'round' };
  return [
    { id: 'towns', type: 'fill', source: 'towns',
      paint: { 'fill-antialias': false, 'fill-color': ['case', ['==', ['get', 'shade'], 0], look.towns[0], look.towns[1]] } },
    { id: 'areas', type: 'fill', source: 'areas',
      paint: { 'fill-antialias': false, 'fill-opacity': 0.95,
        'fill-color': ['match', ['get', 'colour'], ...look.areas.flatMap((fill, place) => [place, fill]), '#DDDDDD'] } },
    { id: 'roads', type: 'line', source: 'roads', layout: round,
      paint: { 'line-color': look.road, 'line-width': zoomed(9, 0.6, 11, 1.1, 14, 3) } },
    { id: 'borders', type: 'line', source: 'borders', layout: round,
      paint: { 'line-color': '#8F8876', 'line-width': zoomed(9, 0.6, 12, 1.4), 'line-opacity': 0.75 } },
    { id: 'townEdges', type: 'line', source: 'towns', layout: round,
      paint: { 'line-color': look.townEdge, 'line-width': zoomed(9, 1.6, 12, 3.2) } },
    { id: 'waterAreas', type: 'fill', source: 'waterAreas', paint: { 'fill-antialias': false, 'fill-color': look.water } },
    { id: 'waterLines', type: 'line', source: 'waterLines', layout: round,
      paint: { 'line-color': look.water, 'line-width': zoomed(8, 2.5, 11, 5, 14, 12) } },
    townNameLayer(look, zoomed, 'townNames'),
    { id: 'trips', type: 'line', source: 'trips', layout: { 'line-cap': 'round' },
      paint: { 'line-color': byMode(look), 'line-opacity': 0.55,
        'line-width': ['interpolate', ['linear'], ['get', 'thick'], 0, 0.5, 1, 1.8] } },
  ];
}

function homeLayers(look, zoomed, shift) {
  const size = (factor) => ['interpolate', ['linear'], ['sqrt', ['get', 'pupils']], 0, 2.1 * factor, 25, 6.5 * factor];
  return [
    { id: 'homes', type: 'circle', source: 'homes',
      layout: { 'circle-sort-key': ['get', 'minutes'] },
      paint: { 'circle-color': byStep('minutes', look.minutes, look.unplaced), 'circle-stroke-color': look.homeEdge,
        'circle-stroke-width': 0.7, 'circle-radius': zoomed(8, size(0.6), 10.5, size(1), 14, size(2)) } },
    { id: 'shortSigns', type: 'symbol', source: 'homes', filter: ['>', ['get', 'short'], 0],
      layout: { 'icon-image': 'short', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': zoomed(9, 0.7, 12, 1), 'icon-offset': [0, -7] } },
    { id: 'homeNames', type: 'symbol', source: 'homes', minzoom: 11.3 + shift,
      layout: { visibility: 'none', 'text-field': ['get', 'name'], 'text-size': zoomed(11, 10, 14, 13), 'text-padding': 3,
        'text-variable-anchor': ['top', 'bottom', 'right', 'left'], 'text-radial-offset': 0.75 },
      paint: { 'text-color': '#6B6658', 'text-halo-color': 'rgba(255,255,255,0.85)', 'text-halo-width': 1.2 } },
  ];
}

function flowLayers(look, zoomed) {
  const thick = (thin, wide) => ['interpolate', ['linear'], ['get', 'thick'], 0, thin, 1, wide];
  const width = (more) => zoomed(8.5, thick(0.5 + more / 2, 1.2 + more / 2), 10.3, thick(0.9 + more, 3.2 + more));
  const layout = { 'line-cap': 'round', 'line-join': 'round' };
  return [
    { id: 'flowHalos', type: 'line', source: 'flows', layout,
      paint: { 'line-color': '#FFFFFF', 'line-opacity': 0.7, 'line-width': width(1.8) } },
    { id: 'flows', type: 'line', source: 'flows', layout,
      paint: { 'line-color': look.flow, 'line-opacity': 0.88, 'line-width': width(0) } },
    { id: 'heads', type: 'symbol', source: 'heads',
      layout: { 'icon-image': 'head', 'icon-rotate': ['get', 'bearing'], 'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-offset': [0, 9],
        'icon-size': zoomed(8.5, thick(0.4, 0.5), 10.3, thick(0.8, 1.15)) } },
  ];
}

function pickLayers(look) {
  return [
    { id: 'pickHalos', type: 'line', source: 'pickLines', layout: { 'line-cap': 'round' },
      paint: { 'line-color': '#FFFFFF', 'line-width': ['interpolate', ['linear'], ['get', 'thick'], 0, 3.2, 1, 5.4] } },
    { id: 'pickLines', type: 'line', source: 'pickLines', layout: { 'line-cap': 'round' },
      paint: { 'line-color': byMode(look),
        'line-width': ['interpolate', ['linear'], ['get', 'thick'], 0, 1.5, 1, 3.6] } },
    { id: 'pickRings', type: 'circle', source: 'pickRings',
      paint: { 'circle-color': 'rgba(255,255,255,0)', 'circle-radius': ['case', ['get', 'main'], 15, 11],
        'circle-stroke-color': '#1C4E94', 'circle-stroke-width': ['case', ['get', 'main'], 2.6, 1.6] } },
  ];
}

// From afar the names of new schools, nearer those of schools that change, near by all.
function schoolNames(shift) {
  const named = (...actions) => ['case', ['in', ['get', 'action'], ['literal', actions]], ['get', 'name'], ''];
  return ['step', ['zoom'], named('build'), 9.4 + shift, named('build', 'expand', 'merge', 'change'), 10.7 + shift, ['get', 'name']];
}

// What stands at a school's place, open ones left out where circles of their load do. A conversion is a frame below.
function schoolIcons(byLoad) {
  const shown = byLoad ? ['case', ['get', 'open'], '', ['get', 'action']] : ['get', 'action'];
  return ['case', ['==', ['get', 'action'], 'change'], '', shown];
}

function schoolLayers(look, zoomed) {
  const colour = ['match', ['get', 'action'], 'merge', '#A33D12', 'change', '#A33D12', 'expand', '#1C4E94', 'build', '#111111', '#4A4A4A'];
  return [
    { id: 'loads', type: 'circle', source: 'schools', filter: ['get', 'open'], layout: { visibility: 'none' },
      paint: { 'circle-color': byStep('load', look.loads, '#FFFFFF'), 'circle-stroke-color': '#FFFFFF',
        'circle-stroke-width': 1.2,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'seats']], 0, 4, 50, 15] } },
    { id: 'frames', type: 'symbol', source: 'schools', filter: ['==', ['get', 'action'], 'change'],
      layout: { 'icon-image': 'change', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': zoomed(8, 0.6, 10.5, 0.95, 14, 1.5) } },
    { id: 'schools', type: 'symbol', source: 'schools',
      layout: { 'icon-image': schoolIcons(false), 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'order'],
        'icon-size': zoomed(8, 0.6, 10.5, 0.95, 14, 1.5), 'icon-padding': 0, 'text-optional': true,
        'text-size': zoomed(9.5, 10.5, 13, 13.5), 'text-padding': 1, 'text-max-width': 14,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom', 'top-left', 'top-right', 'bottom-left', 'bottom-right'],
        'text-radial-offset': ['match', ['get', 'action'], 'change', 1.3, 0.85] },
      paint: { 'text-color': colour, 'text-halo-color': 'rgba(255,255,255,0.92)', 'text-halo-width': 1.4 } },
    // nothing to see: keeps the names of schools off those of towns, which are drawn below
    { ...townNameLayer(look, zoomed, 'townRoom'), paint: { 'text-opacity': 0 } },
  ];
}
