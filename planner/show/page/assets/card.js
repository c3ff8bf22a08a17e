// Where the picked thing is told, over the map; Escape closes it.

function cardBox(views, nameOf) {
  const body = make('div', { class: 'card-body' });
  const close = make('button', { type: 'button', class: 'close', click: () => pick(null) }, '×');
  say(close, 'card.close', {}, 'aria-label');
  const box = make('aside', { id: 'card', hidden: true, 'aria-live': 'polite' }, close, body);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && asked.pick) pick(null);
  });
  let last = '';
  watch(() => {
    const { pick: picked } = asked;
    box.hidden = !picked;
    if (!picked) {
      last = '';
      return;
    }
    const parts = views.flatMap((view, number) => {
      const { plan } = view;
      const state = plan.stateAt(asked.year);
      const row = picked.kind === 'home' ? plan.homeRow(picked.id) : plan.schoolRow(picked.id);
      const told = row < 0 ? [make('p', {}, phrase('card.missing'))]
        : picked.kind === 'home' ? homeCard(plan, state, row) : schoolCard(plan, state, row);
      return views.length > 1 ? [make('p', { class: 'of-plan' }, nameOf(number)), ...told] : told;
    });
    body.replaceChildren(...parts);
    if (last !== picked.id) {
      body.scrollTop = 0;
      bringIntoView(box);
    }
    last = picked.id;
  });
  return box;
}

// On a narrow screen the card stands below the map: scroll so that the map and the card's beginning are both seen.
function bringIntoView(card) {
  const stage = document.getElementById('stage');
  if (getComputedStyle(card).position !== 'absolute') stage.scrollIntoView({ block: 'start' });
}
