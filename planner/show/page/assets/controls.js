// The panel beside the map: title, key figures, year and grade band, layers that are also the legend.

function titleBlock(views) {
  const [{ plan: { source } }] = views;
  const stamp = make('span', { class: 'stamp' });
  const line = make('p', { class: 'sub' });
  watch(() => {
    const years = views.map(({ plan }) => plan.stateAt(asked.year).year);
    line.textContent = views.length > 1
      ? phrase('head.two')
      : `${phrase('year', { n: years[0] })} · ${phrase('head.scenario', { name: source.scenario })}`;
  });
  const head = make('header', {}, make('div', { class: 'tools' }, languageButton(), printButton()),
    views.length > 1 ? say(make('h1', {}), 'head.compare') : make('h1', {}, source.title), line);
  if (views.some(({ plan }) => plan.source.synthetic)) head.append(say(stamp, 'stamp'));
  return head;
}

// Key figures of a year: phrase of the name, figure, a word below.
function figuresOf(plan) {
  const { figures, flows } = plan.stateAt(asked.year);
  const { source } = plan;
  const [, , expanded, built] = figures.actions;
  const into = new Set(flows.to).size;
  const years = source.years.length || 1;
  const without = seatless(figures);
  return [
    ['figure.merged', countText(mergedCount(figures)), phrase('figure.moved', { n: pupilsText(figures.moved), into: countText(into) })],
    ['figure.built', countText(built - figures.rebuilt), phrase(figures.rebuilt ? 'figure.rebuilt' : 'figure.expanded', { n: countText(expanded), again: countText(figures.rebuilt) })],
    ['figure.rooms', countText(figures.rooms), figures.seats ? phrase('figure.seats', { n: countText(figures.seats) }) : ''],
    ['figure.beds', countText(figures.beds), phrase('figure.boarders', { n: pupilsText(figures.modes[2]) })],
    ['figure.minutes', meanText(figures.day[0]), phrase('figure.farthest', { n: minutesText(figures.day[2]) })],
    ['figure.short', pupilsText(without), phrase('figure.of', { n: pupilsText(figures.wanted) }), without > 0],
    ['figure.cost', yuanText(source.costGroups.fiscal / years), phrase(years > 1 ? 'figure.familiesMean' : 'figure.families', { n: yuanText(source.costGroups.families / years), years })],
    ['figure.oneOff', yuanText(figures.oneOff), phrase('figure.oneOffOf')],
  ];
}

function figureTiles(plan) {
  const box = make('div', { class: 'tiles' });
  watch(() => {
    box.replaceChildren(...figuresOf(plan).map(([name, figure, below, bad]) => make('div', { class: bad ? 'tile bad' : 'tile' },
      make('span', {}, phrase(name)), make('strong', {}, figure), make('small', {}, below))));
  });
  return box;
}

// One of several: buttons in a row, the chosen one pressed.
function segments(labelKey, choices, chosen, choose) {
  const row = make('div', { class: 'segments', role: 'group' });
  say(row, labelKey, {}, 'aria-label');
  const buttons = choices.map(({ value }) => make('button', { type: 'button', click: () => choose(value) }));
  row.append(...buttons);
  watch(() => {
    buttons.forEach((button, place) => {
      button.textContent = choices[place].text();
      button.setAttribute('aria-pressed', String(choices[place].value === chosen()));
    });
  });
  return row;
}

function yearSegments(views) {
  const years = [...new Set(views.flatMap(({ plan }) => plan.years))].sort((a, b) => a - b);
  if (years.length < 2) return null;
  const isOutlook = (year) => views.some(({ plan }) => plan.source.outlookYears.includes(year));
  const named = (year) => (isOutlook(year) ? phrase('year.outlook', { n: year }) : String(year));
  return make('section', { id: 'years' }, segments('ask.year', years.map((year) => ({ value: year, text: () => named(year) })),
    () => asked.year, (year) => { asked.year = year; refresh(); }));
}

function bandSegments(views) {
  const { bands } = views[0].plan.source;
  if (bands.length < 2) return null;
  const choices = [{ value: null, text: () => phrase('band.all') }, ...bands.map((band) => ({ value: band.id, text: () => either(band) }))];
  return make('section', { id: 'bands' }, segments('ask.band', choices, () => asked.band, (band) => { asked.band = band; refresh(); }));
}

function layerSwitch(group, label, sign, count) {
  const box = make('input', { type: 'checkbox', id: `layer-${group}` });
  box.checked = asked.shown[group];
  box.addEventListener('change', () => { asked.shown[group] = box.checked; refresh(); });
  const figure = make('span', { class: 'count' });
  if (count) watch(() => { figure.textContent = count(); });
  return make('label', { class: 'layer' }, box, sign, label, figure);
}

// A sign, its word, and how many of it there are in each plan.
function legendRow(sign, text, counts) {
  return make('div', { class: 'key' }, sign, make('span', {}, text), ...counts.map((count) => make('span', { class: 'count' }, count)));
}

function stepText(steps, place, unit) {
  const low = place ? steps[place - 1].most : null;
  const high = steps[place].most;
  if (high === null) return phrase(`${unit}.above`, { n: unit === 'load' ? low * 100 : low });
  const [a, b] = [low ?? 0, high].map((value) => (unit === 'load' ? Math.round(value * 100) : value));
  return low === null ? phrase(`${unit}.to`, { n: b }) : phrase(`${unit}.between`, { a, b });
}

function schoolsKey(views) {
  const box = make('div', { class: 'keys' });
  watch(() => {
    const { look } = views[0].plan.source;
    const states = views.map(({ plan }) => ({ plan, state: plan.stateAt(asked.year) }));
    if (asked.schools === 'action') {
      box.replaceChildren(...legendActions(states.map(({ state }) => state)).map((action) => legendRow(signDrawing(look, action),
        phrase(`action.${action}`), states.map(({ state }) => countText(state.figures.actions[ACTIONS.indexOf(action)])))));
      return;
    }
    const loads = states.map(({ plan, state }) => Array.from({ length: plan.nSchools },
      (_, row) => stepOf(schoolFigures(plan, state, row).load, look.loads)));
    box.replaceChildren(...look.loads.map((step, place) => legendRow(dotDrawing(step.fill, '#FFFFFF'),
      stepText(look.loads, place, 'load'), loads.map((of) => countText(of.filter((at) => at === place).length)))));
  });
  return box;
}

function homesKey(views) {
  const box = make('div', { class: 'keys' });
  watch(() => {
    const { look } = views[0].plan.source;
    const byShort = asked.homes === 'short';
    const steps = byShort ? look.shorts : look.minutes;
    const found = views.map(({ plan }) => {
      const homes = plan.homes(plan.stateAt(asked.year), bandOf(plan));
      return Array.from({ length: plan.nHomes }, (_, row) =>
        stepOf(byShort ? (homes.short[row] > 0 ? homes.short[row] : null) : homes.minutes[row], steps));
    });
    const unit = byShort ? 'lack' : 'minutes';
    box.replaceChildren(...steps.map((step, place) => legendRow(dotDrawing(step.fill, look.homeEdge),
      stepText(steps, place, unit), found.map((of) => countText(of.filter((at) => at === place).length)))));
  });
  return box;
}

function legend(views) {
  const { look, bands } = views[0].plan.source;
  const shown = (group) => say(make('span', {}), `layer.${group}`);
  const areas = make('span', {});
  watch(() => { areas.textContent = phrase('layer.areas', { band: bands.length ? either(bands[Math.max(0, bandOf(views[0].plan))]) : '' }); });
  const modes = make('div', { class: 'keys row' });
  watch(() => {
    modes.replaceChildren(...MODES.map((mode) => legendRow(lineDrawing(look.modes[mode], 2.4), phrase(`mode.${mode}`), [])));
  });
  const { ground } = views[0].plan.source;
  const moved = () => views.map(({ plan }) => pupilsText(plan.stateAt(asked.year).figures.moved)).join(' / ');
  const choose = (what, options) => segments(`ask.${what}`, options.map((value) => ({ value, text: () => phrase(`${what}.${value}`) })),
    () => asked[what], (value) => { asked[what] = value; refresh(); });
  const thin = [];
  if (ground.towns.length) thin.push(layerSwitch('towns', shown('towns'), patchDrawing(look.towns, '#D8D2C4')));
  if (ground.water.lines.length || ground.water.areas.length) thin.push(layerSwitch('water', shown('water'), lineDrawing(look.water, 4)));
  if (ground.roads.lines.length) thin.push(layerSwitch('roads', shown('roads'), lineDrawing(look.road, 2)));
  return make('div', { id: 'legend' },
    make('section', {}, layerSwitch('schools', shown('schools'), null), choose('schools', ['action', 'load']), schoolsKey(views)),
    make('section', {}, layerSwitch('homes', shown('homes'), null), choose('homes', ['minutes', 'short']), homesKey(views)),
    make('section', {},
      layerSwitch('flows', shown('flows'), lineDrawing(look.flow, 2.4), moved),
      layerSwitch('trips', shown('trips'), lineDrawing('#777', 1.4)), modes,
      layerSwitch('areas', areas, patchDrawing(look.areas.slice(0, 4), '#BDB7A6')), ...thin));
}

function notesBlock(plan) {
  const body = make('div', {});
  const title = say(make('summary', {}), 'notes.title');
  watch(() => {
    const { source } = plan;
    body.replaceChildren(
      ...source.sentences[language].map((text) => make('p', {}, text)),
      ...[either(source.syntheticText)].filter(Boolean).map((text) => make('p', { class: 'on-screen' }, text)),
      make('p', {}, phrase('notes.sketch')),
      make('p', {}, phrase(`travel.${source.travel}`)),
      make('p', {}, phrase('notes.version', { scenario: source.scenario, version: source.version })));
  });
  return make('details', { class: 'notes' }, title, body);
}
