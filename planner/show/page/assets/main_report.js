// The report: the plan's figures from the first line to the last note, in one language at a time.

function section(id, key, ...children) {
  return make('section', { id }, say(make('h2', {}), key), ...children);
}

function mapFigure(plan, key, options) {
  const holder = make('div', {});
  const caption = make('figcaption', {});
  watch(() => {
    const state = plan.stateAt(asked.year);
    holder.replaceChildren(stillMap(plan, state, options));
    caption.textContent = phrase(key, { n: state.year });
  });
  return make('figure', {}, holder, caption, mapKey(plan, options.homes));
}

// The still map's signs, in one line.
function mapKey(plan, homes) {
  const row = make('div', { class: 'keys row' });
  watch(() => {
    const { look } = plan.source;
    const steps = { short: look.shorts, minutes: look.minutes, moves: [] }[homes];
    const unit = homes === 'short' ? 'lack' : 'minutes';
    row.replaceChildren(
      ...legendActions([plan.stateAt(asked.year)]).map((action) => legendRow(signDrawing(look, action, 14), phrase(`action.${action}`), [])),
      ...(homes === 'moves' ? ['merged', 'open'].map((cause) => legendRow(dotDrawing(look.moves[cause].fill, look.moves[cause].edge), movedText(plan, cause), [])) : []),
      ...steps.map((step, place) => legendRow(dotDrawing(step.fill, look.homeEdge), stepText(steps, place, unit), [])),
      ...(homes !== 'minutes' ? [] : [legendRow(lineDrawing(look.flow, 2.4), phrase('layer.flows'), [])]));
  });
  return row;
}

// How many change school for a cause.
function movedText(plan, cause) {
  const { moved } = plan.stateAt(asked.year);
  return phrase(`moved.${cause}`, { n: pupilsText(sum(cause === 'merged' ? moved.m : moved.o)) });
}

// What merging saves, and what each merged school adds; only where a plan was explained.
function merging(plan) {
  const { says, rows } = plan.source.merging;
  if (!says.zh.length) return [];
  const list = make('ul', { class: 'sentences' });
  watch(() => list.replaceChildren(...says[language].map((text) => make('li', {}, text))));
  const table = rows.length ? [say(make('p', { class: 'sub' }), 'report.mergingNote'), balanceTable(plan)] : [];
  return [section('merging', 'report.merging', list, ...table)];
}

// Show or hide a section's table and its sentence for an empty one.
function unlessEmpty(plan, isEmpty, table, key) {
  const empty = say(make('p', { class: 'sub' }), key);
  watch(() => {
    empty.hidden = !isEmpty(plan.stateAt(asked.year));
    table.hidden = !empty.hidden;
  });
  return [table, empty];
}

// 2024、2025、2029（展望）
function yearsText(source) {
  const named = source.years.map((year) => (source.outlookYears.includes(year) ? phrase('year.outlook', { n: year }) : String(year)));
  return named.join(language === 'zh' ? '、' : ', ');
}

function reportHead(plan) {
  const { source } = plan;
  const line = make('p', { class: 'sub' });
  watch(() => {
    line.textContent = `${phrase('report.subtitle')} · ${phrase('report.years')} ${yearsText(source)} · ${
      phrase('head.scenario', { name: source.scenario })}`;
  });
  const head = make('header', {}, make('div', { class: 'tools' }, languageButton(), printButton()), make('h1', {}, source.title), line);
  if (source.synthetic) head.append(say(make('span', { class: 'stamp' }), 'stamp.report'));
  return head;
}

function sentenceList(plan) {
  const list = make('ul', { class: 'sentences' });
  watch(() => list.replaceChildren(
    ...[...plan.source.sentences[language], ...plan.source.people[language]].map((text) => make('li', {}, text)),
  ));
  return list;
}

function trajectorySection(points, plan) {
  if (!points.length) return section('trajectory', 'report.trajectory', say(make('p', { class: 'sub' }), 'report.trajectoryNone'));
  return section('trajectory', 'report.trajectory', ...trajectoryCharts(points, plan.source.costs.cost),
    say(make('p', { class: 'sub' }), 'report.trajectoryNote'));
}

// Pupils of years to come; only where the table of pupils is of a forecast.
function forecastSection(forecast) {
  if (!forecast) return [];
  const said = make('p', {});
  watch(() => { said.textContent = either(forecast.said); });
  const columns = ['t.stage', 't.year', 't.basis', 't.low', 't.middle', 't.high', 't.seatsToday'].map((key, place) => ({ key, numeric: place > 2 }));
  const rows = () => forecast.rows.map(([stage, year, isCounted, low, middle, high, seats]) => [
    cell(either(stage)), cell(String(year), year), cell(phrase(isCounted ? 'basis.counted' : 'basis.foretold')), ...[low, middle, high, seats].map((n) => numberCell(n))]);
  const picture = forecast.picture ? [make('figure', {}, say(make('img', { src: forecast.picture, class: 'wide' }), 'report.forecast', {}, 'alt'))] : [];
  return [section('forecast', 'report.forecast', said, ...picture, sortableTable('forecast-table', columns, rows))];
}

function openReport() {
  const plan = openDocument(readJson('plan'));
  asked.year = plan.lastPlanned;
  const { costs } = plan.source;
  const n = plan.years.length || 1;
  const terms = Object.entries(costs).filter(([name, yuan]) => !['cost', 'penalty', 'total'].includes(name) && yuan > 0)
    .map(([name, yuan]) => [name, yuan / n]).sort((a, b) => b[1] - a[1]);
  const isShort = (state) => seatless(state.figures) > 0;
  const anyShort = plan.source.states.some(isShort);
  const parts = [
    section('summary', 'report.summary', figureTiles(plan), sentenceList(plan)),
    section('maps', 'report.map', mapFigure(plan, 'report.mapMinutes', { homes: 'minutes' }),
      ...(plan.source.states.some((state) => state.moved.s.length) ? [mapFigure(plan, 'report.mapMoves', { homes: 'moves', flows: false })] : []),
      ...(anyShort ? [mapFigure(plan, 'report.mapShort', { homes: 'short', flows: false })] : [])),
    section('journeys', 'report.journeys', bandTable(plan)),
    section('towns', 'report.towns', townTable(plan)),
    ...forecastSection(readJson('forecast')),
    ...ledgerSection(plan),
    section('costs', 'report.costs', costBar(terms), costTable(plan)),
    trajectorySection(readJson('trajectory'), plan),
    section('merges', 'report.merges', ...unlessEmpty(plan, (state) => mergedCount(state.figures) === 0, mergeTable(plan), 'report.noMerges')),
    ...merging(plan),
    ...(plan.source.whys.length ? [section('whys', 'report.whys', whyTable(plan))] : []),
    section('shortfall', 'report.shortfall', ...unlessEmpty(plan, (state) => !isShort(state), shortTable(plan), 'report.noShortfall')),
    warningSection(plan),
    section('schools', 'report.schools', schoolTable(plan)),
    section('notes', 'report.notes', noteList(plan)),
  ];
  const contents = make('nav', {}, ...parts.map((part) => {
    const link = make('a', { href: `#${part.id}` });
    watch(() => { link.textContent = part.querySelector('h2').textContent; });
    return link;
  }));
  say(contents, 'report.contents', {}, 'aria-label');
  const years = yearSegments([{ plan }]);
  document.getElementById('report').append(...[reportHead(plan), contents, years, ...parts].filter(Boolean));
  setLanguage(language);
  document.documentElement.dataset.ready = '1';
}

openReport();
