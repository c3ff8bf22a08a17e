// The map page: one plan.

function openMapPage() {
  const plan = openDocument(readJson('plan'));
  asked.year = plan.lastPlanned;
  const tip = document.getElementById('tip');
  const view = tryMap(document.getElementById('map'), plan) ?? { plan, still: true };
  const views = [view];
  const panel = document.getElementById('panel');
  panel.append(...[titleBlock(views), figureTiles(plan), searchBox(views), yearSegments(views), bandSegments(views), legend(views),
    notesBlock(plan)].filter(Boolean));
  const stage = document.getElementById('stage');
  stage.append(cardBox(views));
  if (view.still) {
    showStill(plan, stage);
  } else {
    stage.append(mapControls(view));
    listenToMap(view, tip);
    printable(views);
    watch(() => showAsked(view));
  }
  setLanguage(language);
  openLinked(view);
}

// The map, or null where the browser cannot draw one.
function tryMap(container, plan) {
  try {
    return openMap(container, plan);
  } catch {
    container.replaceChildren();
    return null;
  }
}

// Without WebGL2: the same map as a drawing, and a word about it.
function showStill(plan, stage) {
  const holder = make('div', { class: 'unseen' });
  stage.prepend(holder);
  watch(() => holder.replaceChildren(make('p', { class: 'sub' }, phrase('no.map')),
    stillMap(plan, plan.stateAt(asked.year), { band: bandOf(plan), homes: asked.homes, flows: asked.shown.flows })));
  document.documentElement.dataset.ready = '1';
}

openMapPage();
