// Attendance areas: each settlement's ground in the colour of the school most of its pupils of a band go to.

function mainSchools(plan, state, band) {
  const { trips } = state;
  return plan.tripsFrom(state).map((rows) => {
    const pupils = new Map();
    for (const row of rows) {
      if (trips.b[row] === band) pupils.set(trips.c[row], (pupils.get(trips.c[row]) ?? 0) + trips.p[row]);
    }
    let chosen = -1;
    for (const [school, count] of pupils) {
      if (chosen < 0 || count > pupils.get(chosen)) chosen = school;
    }
    return chosen;
  });
}

// The edges of all cells: key to the settlements on its sides.
function edgesOf(plan) {
  const edges = new Map();
  plan.source.ground.cells.forEach((rings, home) => {
    for (const ring of rings) {
      ring.forEach((corner, at) => {
        const next = ring[(at + 1) % ring.length];
        const key = corner < next ? `${corner},${next}` : `${next},${corner}`;
        if (!edges.has(key)) edges.set(key, []);
        edges.get(key).push(home);
      });
    }
  });
  return edges;
}

// Neighbouring areas get different colours as far as the colours go.
function areaColours(edges, schools, colours) {
  const touching = new Map();
  for (const [one, other] of edges.values()) {
    if (other === undefined) continue;
    const a = schools[one];
    const b = schools[other];
    if (a === b || a < 0 || b < 0) continue;
    for (const [from, to] of [[a, b], [b, a]]) {
      if (!touching.has(from)) touching.set(from, new Set());
      touching.get(from).add(to);
    }
  }
  const order = [...new Set(schools)].filter((school) => school >= 0);
  order.sort((a, b) => (touching.get(b)?.size ?? 0) - (touching.get(a)?.size ?? 0) || a - b);
  const colour = new Map();
  for (const school of order) {
    const taken = new Set([...(touching.get(school) ?? [])].map((other) => colour.get(other)));
    let free = 0;
    while (taken.has(free) && free < colours - 1) free += 1;
    colour.set(school, free);
  }
  return colour;
}

function attendanceFeatures(plan, state, band) {
  const { cells, corners } = plan.source.ground;
  const schools = mainSchools(plan, state, band);
  const edges = plan.edges();
  const colour = areaColours(edges, schools, plan.source.look.areas.length);
  const place = (corner) => [degrees(corners[2 * corner]), degrees(corners[2 * corner + 1])];
  const areas = [];
  cells.forEach((rings, home) => {
    if (schools[home] < 0) return;
    for (const ring of rings) {
      areas.push(feature('Polygon', [[...ring, ring[0]].map(place)], { colour: colour.get(schools[home]) }));
    }
  });
  const borders = [];
  for (const [key, [one, other]] of edges) {
    if (other === undefined || schools[one] === schools[other]) continue;
    borders.push(feature('LineString', key.split(',').map((corner) => place(Number(corner)))));
  }
  return { areas: collection(areas), borders: collection(borders) };
}
