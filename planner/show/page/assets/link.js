// A link to a village or a school: #village=ID or #school=ID at the end of the page's address; a name does for an id, and
// `en&` in front opens it in English.

const LINKED = { home: 'village', school: 'school' };

function linkOf(kind, id) {
  return `#${language === 'en' ? 'en&' : ''}${LINKED[kind]}=${encodeURIComponent(id)}`;
}

// Put what is picked into the page's address, so that a copy of the address opens the page there.
function showLink() {
  const { pick: picked } = asked;
  const wanted = picked ? linkOf(picked.kind, picked.id) : '';
  if (window.location.hash === wanted) return;
  try {
    window.history.replaceState(null, '', wanted || window.location.pathname + window.location.search);
  } catch {
    // a page shown inside another program may not change its address: it works without
  }
}

// What the address names: kind, id and row, or null.
function linkedThing(plan) {
  const told = new URLSearchParams(window.location.hash.slice(1));
  const { settlements, schools } = plan.source;
  for (const [kind, key] of Object.entries(LINKED)) {
    const wanted = told.get(key);
    if (wanted === null) continue;
    const { id: ids, name: names } = kind === 'home' ? settlements : schools;
    const row = ids.includes(wanted) ? ids.indexOf(wanted) : names.indexOf(wanted);
    if (row >= 0) return { kind, id: ids[row], row };
  }
  return null;
}

function openLinked(view) {
  const follow = () => {
    const thing = linkedThing(view.plan);
    if (!thing) return;
    pick(thing.kind, thing.id);
    if (view.map) goTo(view, thing.kind, thing.row);
  };
  window.addEventListener('hashchange', follow);
  follow();
}
