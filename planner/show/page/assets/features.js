// Drawn things as GeoJSON: ground, homes, schools, flows, journeys. Nothing here knows of a map.

function collection(features) {
  return { type: 'FeatureCollection', features };
}

function feature(geometryType, coordinates, properties = {}) {
  return { type: 'Feature', geometry: { type: geometryType, coordinates }, properties };
}

function pairs(flat) {
  const found = [];
  for (let at = 0; at < flat.length; at += 2) found.push([degrees(flat[at]), degrees(flat[at + 1])]);
  return found;
}

function homePlace(plan, row) {
  const { lon, lat } = plan.source.settlements;
  return [degrees(lon[row]), degrees(lat[row])];
}

function schoolPlace(plan, row) {
  const { lon, lat } = plan.source.schools;
  return [degrees(lon[row]), degrees(lat[row])];
}

// West, south, east, north of everything there is.
function extentOf(plan) {
  const { settlements, schools, ground } = plan.source;
  const lons = [...settlements.lon, ...schools.lon];
  const lats = [...settlements.lat, ...schools.lat];
  for (const town of ground.towns) {
    for (const [outer] of town.rings) outer.forEach((value, at) => (at % 2 ? lats : lons).push(value));
  }
  if (!lons.length) return [112, 34, 113, 35];
  const bounds = [least(lons), least(lats), most(lons), most(lats)].map(degrees);
  const margin = Math.max(0.01 - (bounds[2] - bounds[0]), 0.01 - (bounds[3] - bounds[1]), 0) / 2;
  return [bounds[0] - margin, bounds[1] - margin, bounds[2] + margin, bounds[3] + margin];
}

function least(values) {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(values) {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function shortName(name) {
  const letters = [...name];
  return letters.length > 24 ? `${letters.slice(0, 23).join('')}…` : name;
}

function townFeatures(plan) {
  const { towns } = plan.source.ground;
  return collection(
    towns.map((town, row) =>
      feature('MultiPolygon', town.rings.map((rings) => rings.map(pairs)), { row, shade: row % 2 }),
    ),
  );
}

function townNameFeatures(plan) {
  const { towns } = plan.source.ground;
  return collection(towns.map((town) => feature('Point', pairs(town.at)[0], { name: shortName(town.name) })));
}

function lineFeatures(shapes) {
  return collection(shapes.lines.map((line) => feature('LineString', pairs(line))));
}

function areaFeatures(shapes) {
  return collection(shapes.areas.map((rings) => feature('Polygon', rings.map(pairs))));
}

function homeFeatures(plan, state, band) {
  const { look, settlements } = plan.source;
  const { pupils, minutes, short } = plan.homes(state, band);
  return collection(
    settlements.id.map((id, row) =>
      feature('Point', homePlace(plan, row), {
        row,
        name: shortName(settlements.name[row]),
        pupils: pupils[row] + short[row],
        minutes: stepOf(minutes[row], look.minutes),
        short: short[row],
        lack: short[row] > 0 ? stepOf(short[row], look.shorts) : -1,
      }),
    ),
  );
}

function schoolFeatures(plan, state) {
  const { look, schools } = plan.source;
  const found = [];
  for (let row = 0; row < plan.nSchools; row += 1) {
    const figures = schoolFigures(plan, state, row);
    if (figures.action === null || figures.action === 'leave') continue;
    found.push(
      feature('Point', schoolPlace(plan, row), {
        row,
        name: shortName(schools.name[row]),
        action: figures.action,
        open: figures.open,
        order: { build: 0, expand: 1, merge: 2, change: 2, keep: 3 }[figures.action],
        load: stepOf(figures.load, look.loads),
        seats: figures.seats ?? figures.pupils,
      }),
    );
  }
  return collection(found);
}

// A bent line between two places and the direction it arrives in, degrees clockwise from north.
function bentLine(from, to, bend = 0.18, steps = 14) {
  const squeeze = Math.cos((((from[1] + to[1]) / 2) * Math.PI) / 180);
  const dx = (to[0] - from[0]) * squeeze;
  const dy = to[1] - from[1];
  const middle = [(from[0] + to[0]) / 2 + (bend * dy) / squeeze, (from[1] + to[1]) / 2 - bend * dx];
  const line = [];
  for (let step = 0; step <= steps; step += 1) {
    const u = step / steps;
    const along = (axis) => (1 - u) ** 2 * from[axis] + 2 * u * (1 - u) * middle[axis] + u ** 2 * to[axis];
    line.push([along(0), along(1)]);
  }
  const bearing = (Math.atan2((to[0] - middle[0]) * squeeze, to[1] - middle[1]) * 180) / Math.PI;
  return { line, bearing };
}

function flowFeatures(plan, state) {
  const { flows } = state;
  const largest = Math.max(1, most(flows.p));
  const lines = [];
  const heads = [];
  flows.from.forEach((from, row) => {
    if (flows.p[row] <= 0) return;
    const bent = bentLine(schoolPlace(plan, from), schoolPlace(plan, flows.to[row]));
    const thick = Math.sqrt(flows.p[row] / largest);
    lines.push(feature('LineString', bent.line, { thick }));
    heads.push(feature('Point', schoolPlace(plan, flows.to[row]), { bearing: bent.bearing, thick }));
  });
  return { lines: collection(lines), heads: collection(heads) };
}

function tripFeatures(plan, state, band) {
  const { trips } = state;
  const found = [];
  trips.s.forEach((home, row) => {
    if (band >= 0 && trips.b[row] !== band) return;
    found.push(
      feature('LineString', [homePlace(plan, home), schoolPlace(plan, trips.c[row])], {
        mode: MODES[trips.m[row]],
        thick: Math.min(1, Math.sqrt(trips.p[row] / 90)),
      }),
    );
  });
  return collection(found);
}

// What belongs to the picked village or school: its journeys, and rings around both ends.
function pickFeatures(plan, state, pick) {
  const lines = [];
  const rings = [];
  if (!pick) return { lines: collection(lines), rings: collection(rings) };
  const { trips } = state;
  const line = (from, to, mode, pupils) =>
    lines.push(feature('LineString', [from, to], { mode, thick: Math.min(1, Math.sqrt(pupils / 90)) }));
  const ring = (place, main) => rings.push(feature('Point', place, { main }));
  if (pick.kind === 'home') {
    const row = plan.homeRow(pick.id);
    if (row >= 0) {
      ring(homePlace(plan, row), true);
      for (const trip of plan.tripsFrom(state)[row]) {
        line(homePlace(plan, row), schoolPlace(plan, trips.c[trip]), MODES[trips.m[trip]], trips.p[trip]);
        ring(schoolPlace(plan, trips.c[trip]), false);
      }
    }
  } else {
    const row = plan.schoolRow(pick.id);
    if (row >= 0) {
      ring(schoolPlace(plan, row), true);
      for (const trip of plan.tripsTo(state)[row]) {
        line(homePlace(plan, trips.s[trip]), schoolPlace(plan, row), MODES[trips.m[trip]], trips.p[trip]);
      }
      if (isMerged(state.schools.action[row])) {
        const { moves } = plan.source;
        for (const move of plan.movesFrom()[row]) {
          if (moves.to[move] < 0) continue;
          line(homePlace(plan, moves.s[move]), schoolPlace(plan, moves.to[move]), MODES[moves.m[move]], moves.p[move]);
          ring(schoolPlace(plan, moves.to[move]), false);
        }
      }
    }
  }
  return { lines: collection(lines), rings: collection(rings) };
}
