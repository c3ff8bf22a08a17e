// Search by name: villages and schools; arrows, Enter and Escape work.

const SEARCH_MOST = 12;

function matches(plan, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const found = [];
  const look = (kind, names, ids, towns) => {
    names.forEach((name, row) => {
      const at = name.toLowerCase().indexOf(wanted);
      if (at >= 0 || ids[row].toLowerCase() === wanted) found.push({ kind, row, id: ids[row], name, town: towns[row], at });
    });
  };
  const { schools, settlements } = plan.source;
  look('school', schools.name, schools.id, schools.town);
  look('home', settlements.name, settlements.id, settlements.town);
  found.sort((a, b) => a.at - b.at || a.name.length - b.name.length || a.row - b.row);
  return found.slice(0, SEARCH_MOST);
}

function searchBox(views) {
  const [{ plan }] = views;
  const list = make('ul', { id: 'found', role: 'listbox', hidden: true });
  const input = make('input', {
    id: 'search', type: 'search', autocomplete: 'off', role: 'combobox', 'aria-controls': 'found',
    'aria-expanded': 'false', 'aria-autocomplete': 'list',
  });
  say(input, 'search.label', {}, 'placeholder');
  say(input, 'search.label', {}, 'aria-label');
  let found = [];
  let chosen = -1;
  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === place)));
    input.setAttribute('aria-activedescendant', place >= 0 && found.length ? `found-${place}` : '');
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    choose(-1);
  };
  const open = (thing) => {
    close();
    input.value = thing.name;
    pick(thing.kind, thing.id);
    if (views[0].map) goTo(views[0], thing.kind, thing.row);
  };
  const show = () => {
    found = matches(plan, input.value);
    list.replaceChildren(...found.map((thing, place) => make('li', {
      id: `found-${place}`, role: 'option', 'aria-selected': 'false',
      mousedown: (event) => { event.preventDefault(); open(thing); },
    }, make('span', {}, thing.name), make('small', {}, `${plan.source.towns[thing.town]} · ${phrase(`search.${thing.kind}`)}`))));
    if (!found.length && input.value.trim()) list.append(make('li', { class: 'none' }, phrase('search.none')));
    list.hidden = !list.children.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose(found.length ? 0 : -1);
  };
  input.addEventListener('input', show);
  input.addEventListener('focus', () => input.value && show());
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (found.length) choose((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    } else if (event.key === 'Enter' && found[chosen]) open(found[chosen]);
    else if (event.key === 'Escape') close();
  });
  return make('div', { class: 'search' }, input, list);
}
