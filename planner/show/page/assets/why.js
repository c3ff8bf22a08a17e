// Why a school stays or goes: what was found by asking for the opposite, or else who decided.

function whyLines(plan, state, row, figures) {
  const known = plan.why(row, state.year);
  if (!known || !known.verdict.zh) {
    const decided = plan.source.schools.decided[row];
    const key = decided === 'free' ? `why.free.${figures.action}` : `why.${decided}.${figures.open ? 'open' : 'shut'}`;
    if (!known) return [make('p', {}, plan.source.schools.decidedWhy[row] ? either(plan.source.schools.decidedWhy[row]) : phrase(key))];
    known.verdict = PHRASES[key];
  }
  const parts = [make('p', {}, either(known.verdict))];
  const listed = (texts) => make('ul', { class: 'plain' }, ...texts.map((text) => make('li', {}, either(text))));
  if (known.rules.length) parts.push(listed(known.rules));
  if (known.lines.length) parts.push(make('h3', {}, phrase('card.redLines')), redLines(known.lines));
  if (known.journeys.length) parts.push(make('h3', {}, phrase('card.journeys')), listed(known.journeys));
  return parts;
}

function redLines(lines) {
  return make('ul', { class: 'plain' }, ...lines.map((line) => {
    const [mark, look] = line.passed === null ? ['○', null] : line.passed ? ['✓', 'good'] : ['✗', 'bad'];
    return make('li', { class: look }, `${mark} ${either(line)}`);
  }));
}
