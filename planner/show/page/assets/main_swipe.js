// The swipe page: two plans of one district, one above the other, with a bar between them.

function openSwipePage() {
  const plans = ['plan', 'other'].map((id) => openDocument(readJson(id)));
  asked.year = plans[0].lastPlanned;
  const views = plans.map((plan, number) => openMap(document.getElementById(number ? 'map-b' : 'map'), plan));
  const tip = document.getElementById('tip');
  const name = (number) => `${'AB'[number]}　${nameOfPlan(plans, number)}`;
  const panel = document.getElementById('panel');
  panel.append(...[titleBlock(views), twoFigures(plans), searchBox(views), yearSegments(views), bandSegments(views), legend(views),
    ...plans.map((plan) => notesBlock(plan))].filter(Boolean));
  const stage = document.getElementById('stage');
  const labels = plans.map((_, number) => make('span', { class: `plan-name ${'ab'[number]}` }));
  watch(() => plans.forEach((plan, number) => {
    labels[number].textContent = `${name(number)} · ${phrase('year', { n: plan.stateAt(asked.year).year })}`;
  }));
  stage.append(...labels,
    swipeBar(stage), cardBox(views, name), mapControls(views[0]));
  views.forEach((view) => listenToMap(view, tip));
  keepTogether(views[0].map, views[1].map);
  printable(views);
  watch(() => views.forEach(showAsked));
  setLanguage(language);
  openLinked(views[0]);
}

// Plans of one scenario's name are told apart by their titles.
function nameOfPlan(plans, number) {
  const { scenario, title } = plans[number].source;
  return plans[0].source.title === plans[1].source.title ? scenario : title;
}

function twoFigures(plans) {
  const table = make('table', { class: 'two' });
  watch(() => {
    const [first, second] = plans.map((plan) => figuresOf(plan));
    table.replaceChildren(
      make('thead', {}, make('tr', {}, make('td'), make('th', { scope: 'col' }, 'A'), make('th', { scope: 'col' }, 'B'))),
      make('tbody', {}, ...first.map(([key, figure], place) => make('tr', {}, make('th', { scope: 'row' }, phrase(key)),
        make('td', { class: 'n' }, figure), make('td', { class: 'n' }, second[place][1])))));
  });
  return table;
}

// The bar: plan B is seen to the right of it. Pointer, arrow keys, Home and End move it.
function swipeBar(stage) {
  const bar = make('div', {
    id: 'swipe', role: 'slider', tabindex: 0, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-orientation': 'horizontal',
  }, make('i', { 'aria-hidden': 'true' }));
  say(bar, 'swipe.label', {}, 'aria-label');
  const upper = document.getElementById('map-b');
  let share = 50;
  const set = (percent) => {
    share = Math.max(0, Math.min(100, percent));
    bar.style.left = `${share}%`;
    upper.style.clipPath = `inset(0 0 0 ${share}%)`;
    bar.setAttribute('aria-valuenow', String(Math.round(share)));
  };
  bar.addEventListener('pointerdown', (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
    bar.focus();
  });
  bar.addEventListener('pointermove', (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = stage.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100);
  });
  bar.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: share - 2, ArrowRight: share + 2, Home: 0, End: 100 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  });
  set(50);
  return bar;
}

openSwipePage();
