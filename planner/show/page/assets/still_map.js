// A still map as SVG, for paper and for browsers without WebGL: the same features, colours and signs.

const STILL_WIDTH = 1000;
const STILL_FEW = 80; // with no more settlements every one is named, as far as there is room

// How many times larger signs and letters are where there are few places.
function stillEnlarged(plan) {
  return Math.max(1, Math.min(1.7, (250 / Math.max(1, plan.nSchools + plan.nHomes)) ** 0.25));
}

function stillProjection(plan) {
  const [west, south, east, north] = extentOf(plan);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = 26;
  const scale = (STILL_WIDTH - 2 * margin) / ((east - west) * squeeze);
  const height = Math.min(STILL_WIDTH * 1.2, (north - south) * scale + 2 * margin + 30);
  const fit = Math.min(scale, (height - 2 * margin - 30) / (north - south));
  const shift = (STILL_WIDTH - (east - west) * squeeze * fit) / 2;
  const at = ([lon, lat]) => [shift + (lon - west) * squeeze * fit, margin + (north - lat) * fit];
  return { at, height, kilometre: fit / 111.2 };
}

function stillMap(plan, state, { band = -1, homes = 'minutes', flows = true } = {}) {
  const { look, ground } = plan.source;
  const { at, height, kilometre } = stillProjection(plan);
  const path = (points) => points.map((point, place) => `${place ? 'L' : 'M'}${at(point).map((v) => v.toFixed(1)).join(' ')}`).join('');
  const shape = (polygon) => polygon.map((ring) => `${path(ring)}Z`).join('');
  const box = drawn('svg', { viewBox: `0 0 ${STILL_WIDTH} ${Math.round(height)}`, class: 'still', role: 'img' });
  for (const town of townFeatures(plan).features) {
    box.append(drawn('path', { d: town.geometry.coordinates.map(shape).join(''), fill: look.towns[town.properties.shade],
      stroke: look.townEdge, 'stroke-width': 2, 'fill-rule': 'evenodd' }));
  }
  for (const area of areaFeatures(ground.water).features) box.append(drawn('path', { d: shape(area.geometry.coordinates), fill: look.water }));
  const line = (coordinates, stroke, width) => drawn('path', { d: path(coordinates), fill: 'none', stroke, 'stroke-width': width,
    'stroke-linecap': 'round', 'stroke-linejoin': 'round' });
  for (const at_ of lineFeatures(ground.water).features) box.append(line(at_.geometry.coordinates, look.water, 5));
  for (const at_ of lineFeatures(ground.roads).features) box.append(line(at_.geometry.coordinates, look.road, 1));
  if (homes === 'moves') stillMoves(box, plan, state, at);
  else stillHomes(box, plan, state, { at, band, homes });
  if (flows) stillFlows(box, plan, state, { at, line });
  stillSchools(box, plan, state, { at, quiet: homes !== 'minutes' });
  stillTownNames(box, plan, at);
  if (homes === 'minutes') stillWrite(box, stillNames(plan, state, at, 10.5 * stillEnlarged(plan)));
  stillScale(box, height, kilometre);
  return box;
}

function stillHomes(box, plan, state, { at, band, homes }) {
  const { look } = plan.source;
  const crowd = Math.min(1, Math.sqrt(400 / Math.max(plan.nHomes, 1))) * stillEnlarged(plan);
  const found = homeFeatures(plan, state, band).features.sort((a, b) => b.properties.pupils - a.properties.pupils);
  for (const home of found) {
    const { pupils, minutes, lack } = home.properties;
    const [x, y] = at(home.geometry.coordinates);
    const place = homes === 'short' ? lack : minutes;
    const steps = homes === 'short' ? look.shorts : look.minutes;
    box.append(drawn('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: ((2.2 + Math.min(4.6, Math.sqrt(pupils) * 0.18)) * crowd).toFixed(1),
      fill: place < 0 ? look.unplaced : steps[place].fill, stroke: look.homeEdge, 'stroke-width': 0.5 * crowd }));
  }
}

// Of each settlement a circle of all who change school, in it one of those whose school is merged; areas go by pupils.
function stillMoves(box, plan, state, at) {
  const { look } = plan.source;
  const { moved } = state;
  const crowd = stillEnlarged(plan);
  const radius = (pupils) => Math.min(16, Math.max(1.8, Math.sqrt(pupils) * 0.85)) * crowd;
  const places = plan.source.settlements.id.map((_, row) => at(homePlace(plan, row)));
  const dot = ([x, y], r, fill, edge) => drawn('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), fill, stroke: edge, 'stroke-width': 0.6 });
  box.append(...places.map((place) => dot(place, 1.2 * crowd, look.moves.nobody, 'none')));
  moved.s.forEach((home, row) => box.append(dot(places[home], radius(moved.m[row] + moved.o[row]), look.moves.open.fill, look.moves.open.edge)));
  moved.s.forEach((home, row) => { if (moved.m[row] > 0) box.append(dot(places[home], radius(moved.m[row]), look.moves.merged.fill, look.moves.merged.edge)); });
}

function stillFlows(box, plan, state, { at, line }) {
  const { look } = plan.source;
  const { lines, heads } = flowFeatures(plan, state);
  lines.features.forEach((flow, place) => {
    const { thick, bearing } = { ...flow.properties, ...heads.features[place].properties };
    box.append(line(flow.geometry.coordinates, '#fff', 2.4 + 2 * thick), line(flow.geometry.coordinates, look.flow, 0.9 + 1.8 * thick));
    const [x, y] = at(heads.features[place].geometry.coordinates);
    box.append(drawn('path', { d: SIGN_PATHS.head, fill: look.flow,
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${bearing.toFixed(1)}) translate(0 9) scale(${(0.38 + 0.2 * thick).toFixed(2)}) translate(-12 -12)` }));
  });
}

function stillSchools(box, plan, state, { at, quiet }) {
  const { look } = plan.source;
  const crowd = Math.min(1, Math.sqrt(250 / Math.max(plan.nSchools, 1))) * stillEnlarged(plan);
  const order = ['change', 'keep', 'merge', 'expand', 'build'];
  const found = schoolFeatures(plan, state).features.sort((a, b) => order.indexOf(a.properties.action) - order.indexOf(b.properties.action));
  for (const school of found) {
    const { action, name } = school.properties;
    const sign = signOf(look, action);
    const [x, y] = at(school.geometry.coordinates);
    const size = ((sign.points * 1.15 * crowd) / 24).toFixed(3);
    const mark = drawn('path', { d: SIGN_PATHS[action], fill: sign.fill, stroke: sign.edge, 'stroke-width': 2.2,
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${size}) translate(-12 -12)`, opacity: quiet ? 0.55 : 1 });
    const title = drawn('title');
    title.textContent = name;
    mark.append(title);
    box.append(mark);
  }
}

function stillTownNames(box, plan, at) {
  for (const town of townNameFeatures(plan).features) {
    const [x, y] = at(town.geometry.coordinates);
    const text = drawn('text', { x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': 'middle', 'font-size': 15, fill: '#7d7565',
      stroke: '#fff', 'stroke-width': 3, 'stroke-opacity': 0.75, 'paint-order': 'stroke', 'letter-spacing': 1 });
    text.textContent = town.properties.name;
    box.append(text);
  }
}

function stillWrite(box, names) {
  const colours = { merge: '#A33D12', change: '#A33D12', expand: '#1C4E94', build: '#111', keep: '#444', home: '#6B6658' };
  for (const { name, action, size, x, y } of names) {
    const text = drawn('text', { x: x.toFixed(1), y: y.toFixed(1), 'font-size': size.toFixed(1), fill: colours[action], stroke: '#fff', 'stroke-width': 2.4,
      'stroke-opacity': 0.85, 'paint-order': 'stroke', 'stroke-linejoin': 'round' });
    text.textContent = name;
    box.append(text);
  }
}

function stillScale(box, height, kilometre) {
  const length = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].filter((km) => km * kilometre < STILL_WIDTH / 4).pop() ?? 0.5;
  const y = Math.round(height) - 10;
  box.append(drawn('line', { x1: 20, x2: 20 + length * kilometre, y1: y, y2: y, stroke: '#222', 'stroke-width': 2.5 }));
  const text = drawn('text', { x: 28 + length * kilometre, y: y + 4, 'font-size': 12, fill: '#333' });
  text.textContent = `${length} km`;
  box.append(text);
}
