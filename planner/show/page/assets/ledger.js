// The policy ledger: what documents ask for, and what the plan comes to; nothing where the district has none.

function ledgerSection(plan) {
  const { says, targets, projects } = plan.source.ledger;
  if (!targets.length && !projects.length) return [];
  const list = make('ul', { class: 'sentences' });
  watch(() => list.replaceChildren(...says[language].map((text) => make('li', {}, text))));
  const year = (by) => (by === null ? cell('—', -Infinity) : numberCell(by, String));
  const parts = [list];
  if (targets.length) {
    const columns = [{ key: 't.target' }, { key: 't.stated' }, { key: 't.by', numeric: true }, { key: 't.source', wide: true }, { key: 't.result' }, { key: 't.verdict' }, { key: 't.said', wide: true }];
    parts.push(sortableTable('targets-table', columns, () => targets.map(([name, stated, by, source, result, verdict, said]) => [
      cell(either(name)), cell(either(stated)), year(by), cell(source), cell(either(result)), cell(either(verdict)), cell(either(said))])));
  }
  if (projects.length) {
    const columns = [{ key: 't.project' }, { key: 't.works' }, { key: 't.town' }, { key: 't.by', numeric: true }, { key: 't.source', wide: true }, { key: 't.done', wide: true }, { key: 't.oneOff', numeric: true }, { key: 't.verdict' }];
    parts.push(say(make('h3', {}), 'report.projects'), sortableTable('projects-table', columns, () => projects.map(([name, works, town, by, source, done, yuan, verdict]) => [
      cell(either(name)), cell(either(works)), cell(town), year(by), cell(source), cell(either(done)), yuan ? numberCell(yuan, wholeYuan) : cell('—', -Infinity), cell(either(verdict))])));
  }
  return [section('ledger', 'report.ledger', ...parts)];
}
