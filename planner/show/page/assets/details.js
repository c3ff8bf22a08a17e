// The card of a picked village or school: what the plan does there, in figures and plain words.

const COUNTED = new Set(['col.pupils', 'col.minutes', 'col.km']);

function headCell(key) {
  return make('th', { scope: 'col', class: COUNTED.has(key) ? 'n' : null }, phrase(key));
}

function linkTo(plan, kind, row) {
  const { source } = plan;
  const name = kind === 'home' ? source.settlements.name[row] : source.schools.name[row];
  const id = kind === 'home' ? source.settlements.id[row] : source.schools.id[row];
  return make('button', { type: 'button', class: 'link', click: () => pick(kind, id) }, name);
}

// A link to this very card, to copy or to send.
function linkMark(kind, id) {
  return make('a', { class: 'to-here', href: linkOf(kind, id) }, phrase('card.link'));
}

function modeMark(plan, mode) {
  const mark = make('span', { class: 'mode' });
  const dot = make('i', { 'aria-hidden': 'true' });
  dot.style.background = plan.source.look.modes[mode];
  mark.append(dot, phrase(`mode.${mode}`));
  return mark;
}

// A village's journeys of one band, those of its parts that go to one school in one way put together.
function tripsOfBand(plan, state, row, band) {
  const { trips } = state;
  const found = new Map();
  for (const trip of plan.tripsFrom(state)[row]) {
    if (trips.b[trip] !== band) continue;
    const key = `${trips.c[trip]}:${trips.m[trip]}`;
    const known = found.get(key);
    found.set(key, known ? { ...known, pupils: known.pupils + trips.p[trip] } : { trip, pupils: trips.p[trip] });
  }
  return [...found.values()];
}

function shortOfBand(plan, state, row, band) {
  const { short } = state;
  const found = new Map();
  for (const lacking of plan.shortAt(state)[row]) {
    if (short.b[lacking] !== band) continue;
    const key = `${short.r[lacking]} ${short.k[lacking].join()}`;
    const known = found.get(key);
    found.set(key, { lacking: known?.lacking ?? lacking, pupils: (known?.pupils ?? 0) + short.p[lacking] });
  }
  return [...found.values()];
}

// Which rule, were it left out alone, would give them a seat; nothing where none would.
function keptOutLine(plan, rules) {
  return rules.length ? make('div', { class: 'sub' }, phrase('short.keptOut', { rules: keptOutText(plan, rules) })) : null;
}

function homeCard(plan, state, row) {
  const { source } = plan;
  const { settlements, bands } = source;
  const parts = [make('h2', {}, settlements.name[row], ' ', linkMark('home', settlements.id[row]))];
  const all = plan.homes(state, -1);
  const total = all.pupils[row] + all.short[row];
  parts.push(make('p', { class: 'sub' }, `${source.towns[settlements.town[row]]} · ${
    phrase('n.pupils', { n: pupilsText(total) })} · ${phrase('year', { n: state.year })}`));
  const body = make('tbody');
  bands.forEach((band, number) => {
    for (const { trip, pupils } of tripsOfBand(plan, state, row, number)) {
      body.append(make('tr', {},
        make('th', { scope: 'row' }, either(band)),
        make('td', { class: 'n' }, pupilsText(pupils)),
        make('td', {}, linkTo(plan, 'school', state.trips.c[trip])),
        make('td', {}, modeMark(plan, MODES[state.trips.m[trip]])),
        make('td', { class: 'n' }, minutesText(state.trips.t[trip])),
        make('td', { class: 'n' }, kilometresText(state.trips.k[trip]))));
    }
    for (const { lacking, pupils } of shortOfBand(plan, state, row, number)) {
      body.append(make('tr', { class: 'bad' },
        make('th', { scope: 'row' }, either(band)),
        make('td', { class: 'n' }, pupilsText(pupils)),
        make('td', { colspan: 4 }, phrase(`short.${SHORT_REASONS[state.short.r[lacking]]}`), keptOutLine(plan, state.short.k[lacking]))));
    }
  });
  if (!body.children.length) return [...parts, make('p', { class: 'sub' }, phrase('card.nobody'))];
  const heads = ['col.band', 'col.pupils', 'col.school', 'col.mode', 'col.minutes', 'col.km'];
  parts.push(make('table', {}, make('thead', {}, make('tr', {}, ...heads.map((key) => headCell(key)))), body));
  parts.push(...boardLines(plan, state, row), ...homeMoves(plan, state, row));
  return parts;
}

// Why pupils of this village board, and what their way to school and home again costs.
function boardLines(plan, state, row) {
  const { bands, boardTrip } = plan.source;
  const board = MODES.indexOf('board');
  return plan.tripsFrom(state)[row].filter((trip) => state.trips.m[trip] === board).map((trip) => {
    const band = bands[state.trips.b[trip]];
    const yuan = state.trips.t[trip] * boardTrip.minuteYuan + (state.trips.k[trip] ?? 0) * boardTrip.kilometreYuan;
    return make('p', { class: 'sub' }, phrase('card.boards', {
      band: either(band), trips: String(boardTrip.trips), yuan: yuanText(yuan), why: either(band.boarding),
    }));
  });
}

// Schools of this village that are merged, and where its pupils of them go.
function homeMoves(plan, state, row) {
  const { moves } = plan.source;
  const mine = moves.s.flatMap((home, at) => (home === row && moves.to[at] >= 0 && moves.year[at] <= state.year ? [at] : []));
  if (!mine.length) return [];
  const list = make('ul', { class: 'plain' });
  for (const at of mine) {
    list.append(make('li', {}, linkTo(plan, 'school', moves.from[at]), ' → ', linkTo(plan, 'school', moves.to[at]),
      `　${either(plan.source.bands[moves.b[at]])} · ${aboutPupils(moves.p[at])}`));
  }
  return [make('h3', {}, phrase('card.moves')), list];
}

function schoolCard(plan, state, row) {
  const { source } = plan;
  const { schools } = source;
  const figures = schoolFigures(plan, state, row);
  const badge = make('span', { class: `badge ${figures.action}` },
    signDrawing(source.look, figures.action === 'leave' || !figures.action ? 'keep' : figures.action, 14),
    phrase(figures.word));
  const parts = [
    make('h2', {}, schools.name[row], ' ', badge, ' ', linkMark('school', schools.id[row])),
    make('p', { class: 'sub' }, `${source.towns[schools.town[row]]} · ${phrase(`kind.${schools.kind[row]}`)} · ${
      phrase('card.grades', { n: schools.grades[row] })} · ${phrase('year', { n: state.year })}`),
  ];
  if (figures.open) parts.push(loadBar(figures), classTable(plan, state, row), roomLines(plan, state, row, figures));
  parts.push(...siteLines(plan, state, row), ...flowLists(plan, state, row));
  parts.push(make('h3', {}, phrase('card.why')), ...whyLines(plan, state, row, figures));
  if (figures.open) parts.push(...servedLine(plan, state, row));
  return parts;
}

function loadBar(figures) {
  if (figures.load === null) return make('p', {}, phrase('n.pupils', { n: pupilsText(figures.pupils) }));
  const bar = make('div', { class: 'bar', role: 'img', 'aria-label': phrase('tip.load', { n: Math.round(figures.load * 100) }) });
  const fill = make('i');
  fill.style.width = `${Math.min(100, figures.load * 100)}%`;
  bar.append(fill);
  return make('div', {}, make('p', { class: 'load' }, phrase('card.load', {
    pupils: pupilsText(figures.pupils), seats: countText(figures.seats), share: Math.round(figures.load * 100),
  })), bar);
}

function classTable(plan, state, row) {
  const { grades } = plan.source;
  const pupils = state.schools.pupils[row];
  const classes = state.schools.classes[row];
  const taught = grades.map((grade, place) => place).filter((place) => pupils[place] > 0 || classes[place] > 0);
  if (!taught.length) return make('p', { class: 'sub' }, phrase('card.nobody'));
  // A column for each grade, or for the grades that are taught together.
  const mixed = state.schools.mixed[row];
  const columns = [...mixed, ...taught.filter((place) => !mixed.some((each) => each.grades.includes(place)))
    .map((place) => ({ name: grades[place].id, grades: [place] }))].sort((one, other) => one.grades[0] - other.grades[0]);
  const of = (counts, column) => sum(column.grades.map((place) => counts[place] ?? 0));
  const line = (key, cells) => make('tr', {}, make('th', { scope: 'row' }, phrase(key)),
    ...cells.map((cell) => make('td', { class: 'n' }, cell)));
  return make('table', { class: 'grades' },
    make('thead', {}, make('tr', {}, headCell('col.grade'),
      ...columns.map((column) => make('th', { scope: 'col', class: 'n' }, column.name)),
      make('th', { scope: 'col', class: 'n' }, phrase('col.sum')))),
    make('tbody', {},
      line('col.pupils', [...columns.map((column) => pupilsText(of(pupils, column))), pupilsText(sum(pupils))]),
      line('col.classes', [...columns.map((column) => countText(of(classes, column))), countText(sum(classes))]),
      line('col.size', [...columns, null].map((column) => {
        const [count, into] = column === null ? [sum(pupils), sum(classes)] : [of(pupils, column), of(classes, column)];
        return into ? meanText(count / into) : '—';
      }))));
}

function roomLines(plan, state, row, figures) {
  const { schools } = plan.source;
  const list = make('ul', { class: 'plain' });
  const added = state.schools.rooms[row];
  list.append(make('li', {}, phrase(added ? 'card.roomsAdded' : 'card.rooms', {
    used: countText(figures.classes), rooms: countText(figures.rooms), now: countText(schools.rooms[row]),
    added: countText(added), most: countText(schools.roomsMax[row]),
  })));
  if (figures.beds || state.schools.boarders[row]) {
    const beds = state.schools.beds[row];
    list.append(make('li', {}, phrase(beds ? 'card.bedsAdded' : 'card.beds', {
      used: pupilsText(state.schools.boarders[row]), beds: countText(figures.beds), now: countText(schools.beds[row]),
      added: countText(beds),
    })));
  }
  return list;
}

// What the site of a closed school continues as; of the school that stands there now, what it was.
function siteLines(plan, state, row) {
  const other = state.schools.becomes[row];
  const line = (key, at) => make('p', {}, `${phrase(key)} `, linkTo(plan, 'school', at));
  const was = state.schools.becomes.indexOf(row);
  return [...(other >= 0 ? [line('card.becomes', other)] : []), ...(was >= 0 ? [line('card.was', was)] : [])];
}

function flowLists(plan, state, row) {
  const parts = [];
  const list = (key, rows, end) => {
    if (!rows.length) return;
    const items = rows.map((at) => make('li', {}, linkTo(plan, 'school', state.flows[end][at]),
      `　${phrase('n.pupils', { n: pupilsText(state.flows.p[at]) })}`));
    parts.push(make('h3', {}, phrase(key)), make('ul', { class: 'plain' }, ...items));
  };
  list('card.goesTo', plan.flowsFrom(state)[row], 'to');
  list('card.takesFrom', plan.flowsTo(state)[row], 'from');
  const { moves } = plan.source;
  const mine = plan.movesFrom()[row];
  if (!mine.length || !isMerged(state.schools.action[row])) return parts;
  const heads = ['col.home', 'col.band', 'col.pupils', 'col.to', 'col.mode', 'col.minutes'];
  const body = mine.map((at) => make('tr', { class: moves.to[at] < 0 ? 'bad' : null },
    make('td', {}, linkTo(plan, 'home', moves.s[at])),
    make('td', {}, either(plan.source.bands[moves.b[at]])),
    make('td', { class: 'n' }, aboutPupils(moves.p[at])),
    make('td', {}, moves.to[at] < 0 ? phrase('short.none') : linkTo(plan, 'school', moves.to[at])),
    make('td', {}, moves.m[at] < 0 ? '—' : modeMark(plan, MODES[moves.m[at]])),
    make('td', { class: 'n' }, minutesText(moves.t[at]))));
  parts.push(make('h3', {}, phrase('card.homesOf')),
    make('table', {}, make('thead', {}, make('tr', {}, ...heads.map((key) => headCell(key)))), make('tbody', {}, ...body)));
  return parts;
}

function servedLine(plan, state, row) {
  const trips = plan.tripsTo(state)[row];
  if (!trips.length) return [];
  const { t, p, s } = state.trips;
  const pupils = sum(trips.map((trip) => p[trip]));
  const mean = sum(trips.map((trip) => p[trip] * t[trip])) / pupils;
  return [make('p', { class: 'sub' }, phrase('card.served', {
    homes: countText(new Set(trips.map((trip) => s[trip])).size), mean: meanText(mean),
    most: minutesText(most(trips.map((trip) => t[trip]))),
  }))];
}
