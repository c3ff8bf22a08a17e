// The report's tables of one year.

function bandTable(plan) {
  const columns = ['t.band', 't.wanted', 't.walk', 't.ride', 't.board', 't.short', 't.mean', 't.p90', 't.worst', 't.boardMean']
    .map((key, place) => ({ key, numeric: place > 0 }));
  const line = (name, of, wanted, lacking) => [cell(name), numberCell(wanted), ...of.modes.map((n) => numberCell(n)), numberCell(lacking),
    numberCell(of.day[0], meanText), numberCell(of.day[1], minutesText), numberCell(of.day[2], minutesText), numberCell(of.board[0], meanText)];
  const figures = () => plan.stateAt(asked.year).figures;
  return sortableTable('bands-table', columns,
    () => figures().bands.map((band) => line(either(plan.source.bands[band.b]), band, band.placed + band.short, band.short)),
    { filtered: false, total: () => line(phrase('table.total'), figures(), figures().wanted, seatless(figures())) });
}

function townTable(plan) {
  const columns = ['t.town', 't.wanted', 't.placed', 't.short', 't.noRoom', 't.noReach', 't.tooDear', 't.keptOut'].map((key, place) => ({ key, numeric: place > 0 }));
  const line = (name, [wanted, placed, noRoom, noReach, tooDear, keptOut]) => [cell(name), ...[wanted, placed, noRoom + noReach + tooDear, noRoom, noReach, tooDear, keptOut].map((n) => numberCell(n))];
  const figures = () => plan.stateAt(asked.year).figures;
  return sortableTable('towns-table', columns, () => figures().towns.map(([town, ...counts]) => line(plan.source.towns[town], counts)),
    { total: () => { const f = figures(); return line(phrase('table.total'), [f.wanted, f.placed, f.noRoom, f.noReach, f.tooDear, sum(f.towns.map((town) => town[6]))]); } });
}

// The cost by who bears it; policy only where a scenario puts prices on pupils.
function groupsOf(plan) {
  return Object.entries(plan.source.costGroups).filter(([name, yuan]) => name !== 'policy' || yuan !== 0);
}

function costTable(plan) {
  const { costs, years, shortfallYuan } = plan.source;
  const n = years.length || 1;
  const columns = [{ key: 't.term' }, { key: 't.perYear', numeric: true }, { key: 't.all', numeric: true }, { key: 't.share', numeric: true }, { key: 't.said', wide: true }];
  return sortableTable('costs-table', columns, () => [...Object.entries(costs).filter(([name]) => name !== 'total' && name !== 'penalty'), ...groupsOf(plan), ['penalty', costs.penalty]].map(([name, yuan]) => costLine(name, yuan)),
    { filtered: false, values: { n }, total: () => costLine('total', costs.total) });

  function costLine(name, yuan) {
    const counts = name !== 'penalty' && name !== 'total' && costs.cost > 0;
    const own = plan.source.costTexts[name];
    const said = own ? either(own) : PHRASES[`costSaid.${name}`] ? phrase(`costSaid.${name}`, { n: yuanText(shortfallYuan) }) : '';
    return [cell(costName(name)), numberCell(yuan / n, wholeYuan), numberCell(yuan, wholeYuan),
      counts ? numberCell(yuan / costs.cost, partText) : cell('—', -Infinity), cell(said)];
  }
}

function mergeTable(plan) {
  const { schools, moves, settlements, bands, towns } = plan.source;
  const columns = [{ key: 't.name' }, { key: 't.town' }, { key: 't.year', numeric: true }, { key: 't.moved', numeric: true },
    { key: 't.into', wide: true }, { key: 't.way', wide: true }, { key: 't.farthest', numeric: true }];
  const yearOf = (row) => plan.source.states.find((state) => isMerged(state.schools.action[row]))?.year ?? asked.year;
  return sortableTable('merges-table', columns, () => {
    const state = plan.stateAt(asked.year);
    return state.schools.action.flatMap((action, row) => {
      if (!isMerged(action)) return [];
      const flows = plan.flowsFrom(state)[row];
      const mine = plan.movesFrom()[row];
      const into = flows.map((at) => `${schools.name[state.flows.to[at]]}（${pupilsText(state.flows.p[at])}）`).join(language === 'zh' ? '、' : ', ');
      const other = state.schools.becomes[row];
      const site = other < 0 ? '' : `${phrase('card.becomes')} ${schools.name[other]}`;
      const ways = mine.map((at) => {
        const home = `${settlements.name[moves.s[at]]} ${either(bands[moves.b[at]])} ${aboutPupils(moves.p[at])}`;
        return moves.m[at] < 0 ? `${home} ${phrase('short.none')}` : `${home} → ${schools.name[moves.to[at]]} ${phrase(`mode.${MODES[moves.m[at]]}`)} ${phrase('unit.minutes', { n: minutesText(moves.t[at]) })}`;
      });
      const seated = mine.filter((at) => moves.t[at] !== null).map((at) => moves.t[at]);
      return [[cell(schools.name[row]), cell(towns[schools.town[row]]), numberCell(yearOf(row), String),
        numberCell(sum(flows.map((at) => state.flows.p[at]))), cell([into, site].filter(Boolean).join(language === 'zh' ? '；' : '; ') || '—'),
        cell(ways.join(' '), ways.join(' '), make('span', { class: 'ways' }, ...ways.map((way) => make('span', {}, way)))),
        numberCell(seated.length ? most(seated) : null, minutesText)]];
    });
  });
}

function schoolTable(plan) {
  const { schools, towns } = plan.source;
  const columns = [{ key: 't.name', wide: true }, { key: 't.town' }, { key: 't.kind' }, { key: 't.grades' }, { key: 't.action' },
    ...['t.pupils', 't.boarders', 't.classes', 't.rooms', 't.roomsAdded', 't.beds', 't.bedsAdded', 't.load'].map((key) => ({ key, numeric: true }))];
  return sortableTable('schools-table', columns, () => {
    const state = plan.stateAt(asked.year);
    return schools.id.flatMap((_, row) => {
      const figures = schoolFigures(plan, state, row);
      if (!figures.action) return [];
      const mark = figures.action === 'leave' ? phrase('action.leave')
        : make('span', { class: `badge ${figures.action}` }, signDrawing(plan.source.look, figures.action, 12), phrase(figures.word));
      return [[cell(schools.name[row]), cell(towns[schools.town[row]]), cell(phrase(`kind.${schools.kind[row]}`)), cell(schools.grades[row]),
        cell(phrase(figures.word), ACTIONS.indexOf(figures.action), mark),
        numberCell(figures.pupils), numberCell(state.schools.boarders[row]), numberCell(figures.classes, countText),
        numberCell(figures.rooms, countText), numberCell(state.schools.rooms[row], countText), numberCell(figures.beds, countText),
        numberCell(state.schools.beds[row], countText), numberCell(figures.load === null ? null : figures.load * 100, countText)]];
    });
  });
}

function shortTable(plan) {
  const { settlements, towns, bands } = plan.source;
  const columns = [{ key: 't.home' }, { key: 't.town' }, { key: 't.band' }, { key: 't.short', numeric: true }, { key: 't.reason', wide: true }, { key: 't.keptOutBy', wide: true }];
  return sortableTable('short-table', columns, () => {
    const { short } = plan.stateAt(asked.year);
    return short.s.map((home, at) => [cell(settlements.name[home]), cell(towns[settlements.town[home]]), cell(either(bands[short.b[at]])),
      numberCell(short.p[at]), cell(phrase(`short.${SHORT_REASONS[short.r[at]]}`)), cell(keptOutText(plan, short.k[at]) || '—')]);
  });
}

// What each merged school adds to the difference from keeping all; the last row is their sum.
function balanceTable(plan) {
  const { schools, merging } = plan.source;
  const counts = ['classes', 'rooms', 'beds', 'riders', 'boarders', 'moved_pupils', 'pupil_minutes'];
  const sums = ['fiscal', 'families', 'other', 'all'];
  const terms = ['fixed', 'class', 'capital'];
  const columns = [{ key: 't.name', wide: true }, ...[...sums, ...counts, ...terms].map((name) => ({ key: `b.${name}`, numeric: true }))];
  const named = (row) => (row.rest ? phrase('report.mergingRest') : row.c < 0 ? phrase('table.total') : schools.name[row.c]);
  const money = (row, names) => names.map((name) => numberCell(row[name], wholeYuan));
  const line = (row) => [cell(named(row)), ...money(row, sums), ...counts.map((name) => numberCell(row[name], differenceText)), ...money(row, terms)];
  const together = merging.rows[merging.rows.length - 1];
  return sortableTable('merging-table', columns, () => merging.rows.slice(0, -1).map(line), { total: () => line(together) });
}

// What was found by asking for the opposite of each choice; only where a plan was explained.
function whyTable(plan) {
  const { schools, towns, whys } = plan.source;
  const columns = [{ key: 't.name' }, { key: 't.town' }, { key: 't.year', numeric: true }, { key: 't.action' }, { key: 't.why', wide: true }];
  return sortableTable('whys-table', columns, () => whys.map((why) => {
    const texts = [either(why.verdict), ...why.rules.map(either), ...why.lines.filter((line) => line.passed === false).map((line) => `✗ ${either(line)}`)]
      .filter(Boolean);
    const said = make('span', { class: 'ways' }, ...texts.map((text) => make('span', {}, text)));
    return [cell(schools.name[why.c]), cell(towns[schools.town[why.c]]), numberCell(why.year, String), cell(phrase(`action.${why.action}`)),
      cell(texts.join(' '), texts.join(' '), said)];
  }));
}

function noteList(plan) {
  const list = make('dl', { class: 'facts' });
  watch(() => {
    const { source } = plan;
    const facts = [
      ['note.synthetic', either(source.syntheticText) || phrase('note.noSynthetic')],
      ['note.status', phrase(`status.${source.status}`)],
      ['note.proof', either(source.proofText)],
      ['note.bound', phrase('note.boundSaid', { n: boundText(source.bound) })],
      ['note.gap', source.gap === null ? phrase('note.gapNone') : phrase('note.gapSaid', { n: shareText(source.gap) })],
      ['note.check', phrase('note.checkSaid')],
      ['note.travel', phrase(`travel.${source.travel}`)],
      ['note.minutes', phrase('note.minutesSaid')],
      ['note.sources', source.sources.join(language === 'zh' ? '；' : '; ') || phrase('note.noSources')],
      ...source.notes[language].map((note) => ['note.notes', note]),
      ['note.solver', phrase('note.solverSaid', { engine: PHRASES[`engine.${source.engine}`] ? phrase(`engine.${source.engine}`) : source.engine, seed: source.seed, seconds: secondsText(source.seconds), version: source.version })],
      ['note.hashes', Object.entries(source.hashes).map(([name, digest]) => `${name} ${digest.slice(0, 16)}…`).join('；')],
    ];
    list.replaceChildren(...facts.filter(([, text]) => text).flatMap(([key, text]) => [make('dt', {}, phrase(key)), make('dd', {}, text)]));
  });
  return list;
}
