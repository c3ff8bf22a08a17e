// The plan a page shows: its document, with the look-ups that drawing and telling need.

const ACTIONS = ['keep', 'merge', 'expand', 'build', 'leave', 'change'];
// What is done with existing schools that are not open.
const MERGED = ['merge', 'change'];
const MODES = ['walk', 'ride', 'board'];
const SHORT_REASONS = ['no_reach', 'no_room', 'too_dear'];

// Pupils without a seat, whatever the reason.
const seatless = (figures) => figures.noRoom + figures.noReach + figures.tooDear;

function openDocument(source) {
  const kept = new Map();
  const remember = (key, find) => {
    if (!kept.has(key)) kept.set(key, find());
    return kept.get(key);
  };
  const plan = {
    source,
    years: source.years,
    // The last planning year: what was decided is all there, and of the outlook years after it nothing yet.
    lastPlanned: source.years.filter((year) => !source.outlookYears.includes(year)).pop() ?? 0,
    nHomes: source.settlements.id.length,
    nSchools: source.schools.id.length,
    stateAt: (year) => source.states.find((state) => state.year === year) ?? source.states[source.states.length - 1],
    homeRow: (id) => remember('homes', () => placesOf(source.settlements.id)).get(id) ?? -1,
    schoolRow: (id) => remember('schools', () => placesOf(source.schools.id)).get(id) ?? -1,
    tripsFrom: (state) => remember(`from${state.year}`, () => gathered(state.trips.s, plan.nHomes)),
    tripsTo: (state) => remember(`to${state.year}`, () => gathered(state.trips.c, plan.nSchools)),
    shortAt: (state) => remember(`short${state.year}`, () => gathered(state.short.s, plan.nHomes)),
    flowsFrom: (state) => remember(`out${state.year}`, () => gathered(state.flows.from, plan.nSchools)),
    flowsTo: (state) => remember(`in${state.year}`, () => gathered(state.flows.to, plan.nSchools)),
    edges: () => remember('edges', () => edgesOf(plan)),
    movesFrom: () => remember('moves', () => gathered(source.moves.from, plan.nSchools)),
    homes: (state, band) => remember(`home${state.year}:${band}`, () => homeFigures(plan, state, band)),
    why: (row, year) =>
      source.whys.find((why) => why.c === row && why.year === year) ?? source.whys.find((why) => why.c === row) ?? null,
  };
  return plan;
}

function placesOf(ids) {
  return new Map(ids.map((id, row) => [id, row]));
}

// For each of `size` places, the rows that name it.
function gathered(column, size) {
  const rows = Array.from({ length: size }, () => []);
  column.forEach((place, row) => rows[place].push(row));
  return rows;
}

// Of each settlement, for one grade band (-1: all): pupils with a seat, mean minutes (null: none), pupils without.
function homeFigures(plan, state, band) {
  const pupils = new Float64Array(plan.nHomes);
  const weighed = new Float64Array(plan.nHomes);
  const short = new Float64Array(plan.nHomes);
  const { trips, short: lacking } = state;
  trips.s.forEach((home, row) => {
    if (band >= 0 && trips.b[row] !== band) return;
    pupils[home] += trips.p[row];
    weighed[home] += trips.p[row] * trips.t[row];
  });
  lacking.s.forEach((home, row) => {
    if (band < 0 || lacking.b[row] === band) short[home] += lacking.p[row];
  });
  const minutes = Array.from(pupils, (count, home) => (count > 0 ? weighed[home] / count : null));
  return { pupils, minutes, short };
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

// A school in one year: rooms, seats (null where classes have no limit), pupils, classes, load.
function schoolFigures(plan, state, row) {
  const { schools } = plan.source;
  const now = state.schools;
  const action = now.action[row] < 0 ? null : ACTIONS[now.action[row]];
  const open = !['merge', 'leave', 'change', null].includes(action);
  const rooms = schools.rooms[row] + now.rooms[row];
  const seats = schools.roomSize[row] === null ? null : rooms * schools.roomSize[row];
  const pupils = sum(now.pupils[row]);
  return {
    action, open, rooms, seats, pupils,
    word: action === 'build' && schools.rebuilt[row] ? 'action.rebuild' : `action.${action ?? 'leave'}`,
    classes: sum(now.classes[row]),
    load: seats && open ? pupils / seats : null,
    beds: schools.beds[row] + now.beds[row],
  };
}

// Which actions a legend explains: the usual ones, and conversions where a state has any.
function legendActions(states) {
  const any = states.some((state) => state.figures.actions[ACTIONS.indexOf('change')] > 0);
  return ['merge', ...(any ? ['change'] : []), 'expand', 'build', 'keep'];
}

const isMerged = (action) => MERGED.includes(ACTIONS[action]);

// Schools merged by the year of the figures, converted ones among them.
const mergedCount = (figures) => sum(MERGED.map((action) => figures.actions[ACTIONS.indexOf(action)]));

// The place of a value among steps with upper limits that belong to them; null has none.
function stepOf(value, steps) {
  if (value === null) return -1;
  return steps.findIndex((step) => step.most === null || value <= step.most + 1e-9);
}

// Rules each of which alone keeps pupils from a seat, by name.
function keptOutText(plan, rules) {
  return rules.map((rule) => either(plan.source.rules[rule])).join(language === 'zh' ? '、' : ', ');
}

function degrees(whole) {
  return whole / 100000;
}
