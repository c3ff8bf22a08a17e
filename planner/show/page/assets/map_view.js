// One map of one plan: made once, then shown anew for every change of what is asked.

function openMap(container, plan) {
  const { look } = plan.source;
  const [west, south, east, north] = extentOf(plan);
  const bounds = [[west, south], [east, north]];
  const shift = viewShift(container, bounds, plan);
  const view = { plan, last: {}, ready: false, named: false, bounds, shift };
  const map = new maplibregl.Map({
    container,
    style: mapStyle(look, { ...groundData(plan), ...newData(view) }, shift),
    bounds,
    fitBoundsOptions: { padding: 36 },
    minZoom: 4,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    localIdeographFontFamily: LETTERS,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on('styleimagemissing', ({ id }) => {
    if (!(id in SIGN_PATHS) || map.hasImage(id)) return;
    const picture = signPicture(look, id);
    map.addImage(id, picture.image, picture.options);
  });
  map.once('load', () => {
    view.ready = true;
    showAsked(view);
    performance.mark('map-ready');
    document.documentElement.dataset.ready = String(Number(document.documentElement.dataset.ready ?? 0) + 1);
    setTimeout(() => {
      view.named = true;
      map.setLayoutProperty('schools', 'text-field', schoolNames(shift));
      showLayers(view);
    });
  });
  view.map = map;
  return view;
}

// How much nearer the first view is than that of a usual county; a crowd must be seen nearer, few places may be from afar.
function viewShift(container, [[west, south], [east, north]], plan) {
  const USUAL_ZOOM = 10.3;
  const USUAL_SCHOOLS = 250;
  const FEW_PLACES = 150; // with fewer there is room for larger signs and every name
  const SPARSEST = 1.8;
  const world = 512;
  const high = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);
  const wide = Math.max(1, container.clientWidth - 72) / (world * ((east - west) / 360));
  const tall = Math.max(1, container.clientHeight - 72) / (world * (high(north) - high(south)));
  const crowd = Math.max(0, Math.log2(Math.sqrt(plan.nSchools / USUAL_SCHOOLS)))
    + Math.max(-SPARSEST, Math.min(0, Math.log2(Math.sqrt((plan.nSchools + plan.nHomes) / FEW_PLACES))));
  return Math.log2(Math.min(wide, tall)) - USUAL_ZOOM + crowd;
}

function groundData(plan) {
  const { ground } = plan.source;
  return {
    towns: townFeatures(plan),
    townNames: townNameFeatures(plan),
    waterAreas: areaFeatures(ground.water),
    waterLines: lineFeatures(ground.water),
    roads: lineFeatures(ground.roads),
  };
}

// The data of sources that have changed since the last time, by source.
function newData(view) {
  const { plan, last } = view;
  const state = plan.stateAt(asked.year);
  const found = {};
  const fresh = (name, key, make_) => {
    if (last[name] === key) return;
    last[name] = key;
    Object.assign(found, make_());
  };
  const band = bandOf(plan);
  const areaBand = Math.max(0, band);
  fresh('schools', `${state.year}`, () => ({ schools: schoolFeatures(plan, state) }));
  fresh('homes', `${state.year}:${band}`, () => ({ homes: homeFeatures(plan, state, band) }));
  fresh('flows', `${state.year}`, () => {
    const { lines, heads } = flowFeatures(plan, state);
    return { flows: lines, heads };
  });
  if (asked.shown.trips) fresh('trips', `${state.year}:${band}`, () => ({ trips: tripFeatures(plan, state, band) }));
  if (asked.shown.areas) fresh('areas', `${state.year}:${areaBand}`, () => attendanceFeatures(plan, state, areaBand));
  fresh('pick', `${state.year}:${asked.pick?.kind}:${asked.pick?.id}`, () => {
    const { lines, rings } = pickFeatures(plan, state, asked.pick);
    return { pickLines: lines, pickRings: rings };
  });
  return found;
}

function showAsked(view) {
  if (!view.ready) return;
  for (const [id, data] of Object.entries(newData(view))) view.map.getSource(id).setData(data);
  showLayers(view);
}

function showLayers(view) {
  const { map, plan } = view;
  const { look } = plan.source;
  for (const [group, layers] of Object.entries(GROUPS)) {
    for (const layer of layers) {
      const wanted = asked.shown[group] && (layer !== 'loads' || asked.schools === 'load') && (view.named || !NAMES.includes(layer));
      map.setLayoutProperty(layer, 'visibility', wanted ? 'visible' : 'none');
    }
  }
  // what is not picked steps back
  for (const [layer, opacity] of [['flows', 0.88], ['flowHalos', 0.7], ['trips', 0.55]]) {
    map.setPaintProperty(layer, 'line-opacity', asked.pick ? opacity * 0.25 : opacity);
  }
  map.setPaintProperty('heads', 'icon-opacity', asked.pick ? 0.25 : 1);
  const byLoad = asked.schools === 'load';
  map.setLayoutProperty('schools', 'icon-image', schoolIcons(byLoad));
  map.setPaintProperty('homes', 'circle-color',
    asked.homes === 'short' ? byStep('lack', look.shorts, look.unplaced) : byStep('minutes', look.minutes, look.unplaced));
}

// Show the same window in both maps, whichever is moved.
function keepTogether(one, other) {
  let leading = false;
  const follow = (from, to) => {
    from.on('move', () => {
      if (leading) return;
      leading = true;
      to.jumpTo({ center: from.getCenter(), zoom: from.getZoom(), bearing: 0, pitch: 0 });
      leading = false;
    });
  };
  follow(one, other);
  follow(other, one);
}

// What lies under the pointer: a school before a settlement; null where there is nothing.
function thingAt(view, point) {
  const reach = 6;
  const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const layers = ['schools', 'frames', 'loads', 'homes'].filter((id) => view.map.getLayer(id));
  const found = view.ready ? view.map.queryRenderedFeatures(box, { layers }) : [];
  if (!found.length) return null;
  const distance = (at) => {
    const place = view.map.project(at.geometry.coordinates);
    return Math.hypot(place.x - point.x, place.y - point.y) + (at.source === 'schools' ? 0 : 3);
  };
  const [nearest] = found.map((at) => ({ at, d: distance(at) })).sort((a, b) => a.d - b.d);
  const { row } = nearest.at.properties;
  const isSchool = nearest.at.source === 'schools';
  const ids = isSchool ? view.plan.source.schools.id : view.plan.source.settlements.id;
  return { kind: isSchool ? 'school' : 'home', id: ids[row], row };
}

// Move so that the card does not hide what was picked.
function keepSeen(view, place) {
  const card = document.getElementById('card');
  const { map } = view;
  const at = map.project(place);
  const right = card.offsetLeft + card.offsetWidth;
  const clear = right + 40;
  if (card.hidden || map.getContainer().clientWidth < clear + 80) return;
  if (at.x < clear && at.y < card.offsetTop + card.offsetHeight + 20) map.panBy([at.x - clear, 0], { duration: 400 });
}

// Move so that the picked thing can be seen, keeping the reader's zoom where it is near enough.
function goTo(view, kind, row) {
  const place = kind === 'home' ? homePlace(view.plan, row) : schoolPlace(view.plan, row);
  const { map } = view;
  const card = document.getElementById('card');
  const aside = map.getContainer().clientWidth > 800 ? card.offsetWidth / 2 : 0;
  map.easeTo({ center: place, zoom: Math.max(map.getZoom(), 11.5 + view.shift), offset: [aside, 0], duration: 600 });
}

function listenToMap(view, tip) {
  const { map, plan } = view;
  map.on('click', (event) => {
    const thing = thingAt(view, event.point);
    pick(thing?.kind, thing?.id);
    if (thing) keepSeen(view, thing.kind === 'home' ? homePlace(plan, thing.row) : schoolPlace(plan, thing.row));
  });
  map.on('mousemove', (event) => {
    const thing = thingAt(view, event.point);
    map.getCanvas().style.cursor = thing ? 'pointer' : '';
    tip.hidden = !thing;
    if (!thing) return;
    const box = map.getContainer().getBoundingClientRect();
    tip.textContent = tipText(plan, thing);
    tip.style.left = `${box.left + event.point.x + 14}px`;
    tip.style.top = `${box.top + event.point.y + 12}px`;
  });
  map.on('mouseout', () => {
    tip.hidden = true;
  });
}

function tipText(plan, thing) {
  const state = plan.stateAt(asked.year);
  if (thing.kind === 'home') {
    const name = plan.source.settlements.name[thing.row];
    const { pupils, minutes, short } = plan.homes(state, bandOf(plan));
    const lacking = short[thing.row] > 0 ? ` · ${phrase('tip.short', { n: pupilsText(short[thing.row]) })}` : '';
    return `${name} · ${phrase('n.pupils', { n: pupilsText(pupils[thing.row] + short[thing.row]) })} · ${
      phrase('tip.minutes', { n: meanText(minutes[thing.row]) })}${lacking}`;
  }
  const figures = schoolFigures(plan, state, thing.row);
  const load = figures.load === null ? '' : ` · ${phrase('tip.load', { n: Math.round(figures.load * 100) })}`;
  return `${plan.source.schools.name[thing.row]} · ${phrase(figures.word)} · ${
    phrase('n.pupils', { n: pupilsText(figures.pupils) })}${load}`;
}
