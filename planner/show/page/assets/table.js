// Tables that sort by a click on a heading and filter by any text. Cells: {text, value, node}.

function cell(text, value = text, node = null) {
  return { text: String(text), value, node };
}

function numberCell(value, show = pupilsText) {
  return value === null || value === undefined ? cell('—', -Infinity) : cell(show(value), value);
}

// columns: [{key, numeric, wide}]; rows(): arrays of cells; total(): a row that stays last.
function sortableTable(id, columns, rows, { total = null, values = {}, filtered = true } = {}) {
  let by = -1;
  let falling = false;
  const filter = make('input', { type: 'search', class: 'filter', id: `${id}-filter`, autocomplete: 'off' });
  say(filter, 'table.filter', {}, 'placeholder');
  say(filter, 'table.filterBy', {}, 'aria-label');
  const counted = make('span', { class: 'sub' });
  const heads = columns.map((column, place) => {
    const button = say(make('button', { type: 'button', click: () => sortBy(place) }), column.key, column.values ?? values);
    return make('th', { scope: 'col', class: column.numeric ? 'n' : null, 'aria-sort': 'none' }, button);
  });
  const body = make('tbody');
  const foot = make('tfoot');
  const sortBy = (place) => {
    falling = by === place ? !falling : Boolean(columns[place].numeric);
    by = place;
    heads.forEach((head, at) => head.setAttribute('aria-sort', at !== by ? 'none' : falling ? 'descending' : 'ascending'));
    fill();
  };
  const line = (cells) => make('tr', {}, ...cells.map((at, place) => make('td', { class: columns[place].numeric ? 'n' : columns[place].wide ? 'wide' : null }, at.node ?? at.text)));
  const fill = () => {
    const all = rows();
    const wanted = filter.value.trim().toLowerCase();
    const shown = all.filter((cells) => !wanted || cells.some((at) => at.text.toLowerCase().includes(wanted)));
    if (by >= 0) shown.sort((a, b) => compare(a[by].value, b[by].value) * (falling ? -1 : 1));
    body.replaceChildren(...shown.map(line));
    if (!shown.length) body.append(make('tr', {}, make('td', { colspan: columns.length, class: 'sub' }, phrase('table.none'))));
    foot.replaceChildren(...(total && !wanted ? [line(total())] : []));
    counted.textContent = phrase('table.rows', { shown: countText(shown.length), all: countText(all.length) });
  };
  filter.addEventListener('input', fill);
  watch(fill);
  return make('div', { class: 'sortable', id },
    filtered ? make('div', { class: 'table-tools' }, filter, counted) : null,
    make('div', { class: 'scroll' }, make('table', {}, make('thead', {}, make('tr', {}, ...heads)), body, foot)));
}

function compare(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh-Hans-CN', { numeric: true });
}
