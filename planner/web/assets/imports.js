// An import: exports of offices are read, what was understood is shown, doubtful matches are answered, then the tables.

import { ended, get, post } from './api.js';
import { button, h, newId, replace, row, table } from './dom.js';
import { list, number, of, t } from './language.js';
import { problemView } from './problem.js';
import { tried } from './toast.js';

const YES = '是';
const NO = '否';
const DROPPED_SHOWN = 12;

export async function importView(context, district) {
  const fields = { files: newId(), year: newId(), county: newId(), name: newId() };
  const files = h('input', { id: fields.files, type: 'file', multiple: true, required: true, accept: '.xlsx,.xlsm,.ods,.xls,.csv,.txt,.zip' });
  const year = h('input', { id: fields.year, type: 'number', min: 1900, max: 2200, class: 'short' });
  const county = h('input', { id: fields.county, type: 'text', maxlength: 120, autocomplete: 'off' });
  const name = h('input', { id: fields.name, type: 'text', maxlength: 120, autocomplete: 'off' });
  const told = h('div', { 'aria-live': 'polite' });
  const answers = new Map();

  // the files are sent each time: the server keeps nothing of them
  async function send(take) {
    const form = new FormData();
    for (const file of files.files) form.append('files', file);
    const values = { take, district: district ?? '', name: name.value, county: county.value, answers: JSON.stringify([...answers.values()]) };
    for (const [key, value] of Object.entries(values)) form.append(key, value);
    if (year.value) form.append('year', year.value);
    const doing = h('span', {}, t('upload.sending'));
    const wait = h('p', { class: 'waiting', role: 'status' }, h('i', { class: 'spin', 'aria-hidden': true }), doing);
    replace(told, wait);
    try {
      const job = await post('imports', form);
      replace(doing, t('import.reading'));
      replace(told, wait, button(t('job.stopNow'), tried(() => post(`jobs/${job.id}/stop`))));
      const done = await ended(context, job, (line) => replace(doing, of(line, 'says')));
      const answer = await get(`jobs/${done.id}/result`);
      if (context.isShown()) show(done, answer);
    } catch (problem) {
      replace(told, problemView(problem.document ?? { error: t('import.gone') }));
    }
  }

  function show(done, answer) {
    if (answer?.district) location.hash = `#/district/${answer.district}`;
    else if (answer?.ok) replace(told, understood(answer.import));
    else replace(told, answer ? problemView(answer) : h('p', { role: 'status' }, t(done.state === 'stopped' ? 'import.stopped' : 'job.failed')));
  }

  function understood(found) {
    const open = found.questions.filter((each) => !each.answer);
    const wrong = found.sums.filter((each) => !each.agrees);
    return [
      found.synthetic ? h('p', { class: 'stamp' }, t('synthetic')) : null,
      h('h2', {}, t('import.understood')), sheetsTable(found.sheets), dropped(found.sheets),
      h('ul', {}, of(found, 'balance').map((each) => h('li', {}, each)),
        found.sums.length ? h('li', {}, t('import.sums', { n: number(found.sums.length), ok: number(found.sums.length - wrong.length) })) : null,
        wrong.map((each) => h('li', { class: 'warning' }, t('import.sumWrong', { what: `${each.source} ${of(each, 'what')}`, told: number(each.told), counted: number(each.counted) }))),
        of(found, 'notes').map((each) => h('li', {}, each))),
      found.questions.length ? questions(found.questions, open.length) : h('p', {}, t('import.noQuestions')),
      missing(found.missing),
      open.length ? null : taking(),
    ];
  }

  function questions(asked, open) {
    return h('form', { onsubmit: (event) => { event.preventDefault(); send(false); } },
      h('h2', {}, t('import.questions', { n: number(asked.length), open: number(open) })), h('p', { class: 'sub' }, t('import.questionsText')),
      asked.map((each) => question(each, answers)), h('p', { class: 'actions' }, h('button', { type: 'submit', class: 'main' }, t('import.again'))));
  }

  function taking() {
    return h('form', { class: 'solve', onsubmit: (event) => { event.preventDefault(); send(true); } },
      district ? null : h('span', {}, h('label', { for: fields.name }, t('home.name')), name),
      h('button', { type: 'submit', class: 'main' }, district ? t('import.takeInto') : t('import.take')));
  }

  files.addEventListener('change', () => { answers.clear(); replace(told); });
  return [
    h('p', { class: 'crumbs' }, h('a', { href: district ? `#/district/${district}/data` : '#/' }, district ? t('tab.data') : t('nav.home'))),
    h('h1', {}, t('import')), h('p', {}, t('import.text')), district ? h('p', {}, t('import.intoText')) : null,
    h('p', { class: 'note' }, t('import.personal')),
    h('form', { class: 'entries', onsubmit: (event) => { event.preventDefault(); send(false); } },
      h('span', { class: 'whole' }, h('label', { for: fields.files }, t('upload.files')), files),
      h('span', {}, h('label', { for: fields.year }, t('import.year')), year),
      h('span', {}, h('label', { for: fields.county }, t('import.county')), county),
      h('button', { type: 'submit', class: 'main' }, t('import.do'))),
    told,
  ];
}

function sheetsTable(sheets) {
  const heads = [t('import.sheet'), t('import.kind'), t('col.year'), [t('import.rows'), 'n'], [t('col.pupils'), 'n'], [t('import.schools'), 'n'], [t('col.homes'), 'n'], t('import.columns')];
  const count = (value) => (value ? number(value) : '—');
  return table(t('import.understood'), heads, sheets.map((sheet) => row(heads, [
    sheet.sheet ? `${sheet.file} [${sheet.sheet}]` : sheet.file, sheet.kind ? of(sheet, 'kind') : t('import.unknown'), sheet.years.join('、') || '—',
    number(sheet.rows), count(sheet.pupils), count(sheet.schools), count(sheet.settlements),
    sheet.columns.length ? h('details', {}, h('summary', {}, t('import.columnsN', { n: number(sheet.columns.length) })), h('ul', {}, sheet.columns.map((each) => h('li', {}, `${each.heading} → ${of(each, 'read_as')}`)))) : '—'],
  { class: sheet.kind ? null : 'bad' })));
}

function dropped(sheets) {
  const personal = [...new Set(sheets.flatMap((sheet) => sheet.dropped_personal))];
  const unused = [...new Set(sheets.flatMap((sheet) => sheet.dropped_unused))];
  const named = (names) => list(names.slice(0, DROPPED_SHOWN)) + (names.length > DROPPED_SHOWN ? '…' : '');
  return [personal.length ? h('p', {}, h('strong', {}, t('import.dropped')), ' ', named(personal)) : null,
    unused.length ? h('p', { class: 'sub' }, t('import.unused'), ' ', named(unused)) : null];
}

// Yes, no, or another one of the list: by its code.
function question(asked, answers) {
  const key = { subject: asked.subject, code: asked.code, town: asked.town, name: asked.name };
  const id = JSON.stringify(key);
  const take = (answer) => answers.set(id, { ...key, answer });
  const [first, ...others] = asked.candidates;
  const group = newId();
  const chosen = asked.answer && asked.answer === first?.id ? YES : asked.answer ?? '';
  const radio = (value, text) => {
    const radioId = newId();
    return h('span', {}, h('input', { type: 'radio', id: radioId, name: group, value, checked: chosen === value, onchange: () => take(value) }), h('label', { for: radioId }, ` ${text}`));
  };
  const listed = [YES, NO, ...others.map((each) => each.id)].includes(chosen);
  const other = h('input', { type: 'text', maxlength: 200, 'aria-label': t('import.code'), placeholder: t('import.code'), value: listed ? '' : chosen, oninput: () => take(other.value.trim()) });
  return h('fieldset', {}, h('legend', {}, `${t(`import.${asked.subject}`)} ${of(asked, 'asked')} · ${t('n.pupils', { n: number(asked.pupils) })}`),
    h('p', { class: 'sub' }, asked.source),
    h('p', { class: 'choices' }, first ? radio(YES, t('import.is', { what: `${first.id} ${first.label}` })) : null,
      others.map((each) => radio(each.id, t('import.is', { what: `${each.id} ${each.label}` }))),
      radio(NO, t(asked.subject === 'school' ? 'import.otherSchool' : 'import.noneOfThem')), other));
}

function missing(found) {
  if (!found.length) return null;
  const heads = [t('import.table'), t('import.column'), [t('import.rows'), 'n']];
  return [h('h2', {}, t('import.missing')), h('p', { class: 'sub' }, t('import.missingText')),
    table(t('import.missing'), heads, found.map((each) => row(heads, [of(each, 'table'), of(each, 'column'), t('import.ofRows', { n: number(each.rows), of: number(each.of) })])))];
}

// What an import wrote beside the tables of a district, to be looked at and filled in.
export function importPapers(district, papers) {
  const address = (name) => `api/districts/${district.id}/import/${encodeURIComponent(name)}`;
  return [h('h2', {}, t('import')), papers.length ? h('ul', {}, papers.map((name) => h('li', {}, h('a', { href: address(name), download: name }, t(`import.${name}`))))) : null,
    papers.includes('fill-in.xlsx') ? h('p', {}, t('import.fillText')) : null,
    h('p', { class: 'actions' }, button(t('import.into'), () => { location.hash = `#/import/${district.id}`; }))];
}
