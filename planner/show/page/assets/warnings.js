// Early warning: how full towns and schools are, a column a year, coloured by level.

function warningTable(plan, id, keys, rows, first) {
  const columns = [{ key: 't.which' }, ...keys.map((key) => ({ key })), { key: 't.firstYellow', numeric: true }, { key: 't.firstRed', numeric: true },
    ...plan.source.warnings.years.map((year) => ({ key: 't.plainYear', values: { n: year }, numeric: true }))];
  return sortableTable(id, columns, () => rows.map(([[which, ...names], yellow, red, levels]) => [
    cell(phrase(`which.${which}`)), ...first(names), numberCell(yellow, String), numberCell(red, String), ...levels.map(levelCell)]));
}

function levelCell(at) {
  if (!at) return cell('', -Infinity);
  const [level, percent, lacking] = at;
  const parts = [phrase(`level.${level}`), percent === null ? '' : `${percent}%`, lacking > 0 ? phrase('t.lacks', { n: pupilsText(lacking) }) : ''];
  const said = parts.filter(Boolean).join(' ');
  return cell(said, percent ?? -1, make('span', { class: `level ${level}` }, said));
}

function warningSection(plan) {
  const { warnings } = plan.source;
  const list = make('ul', { class: 'sentences' });
  watch(() => list.replaceChildren(...warnings.sentences[language].map((text) => make('li', {}, text))));
  const [yellow, red] = warnings.limits.map((limit) => `${Math.round(limit * 100)}%`);
  return section('warnings', 'report.warnings', list,
    warningTable(plan, 'warning-towns-table', ['t.town', 't.stage'], warnings.towns, ([town, stage]) => [cell(town), cell(phrase(`stage.${stage}`))]),
    say(make('h3', {}), 'report.warningSchools'),
    warningTable(plan, 'warning-schools-table', ['t.name', 't.town'], warnings.schools, ([name, town]) => [cell(name), cell(town)]),
    say(make('p', { class: 'sub' }), 'report.warningNote', { yellow, red }));
}
