// What stands on the map itself: zoom buttons, whole view, scale bar.

function mapControls(view) {
  const { map, bounds } = view;
  const button = (text, key, click) => say(make('button', { type: 'button', click }, text), key, {}, 'aria-label');
  const zoom = (key, text, click) => {
    const made = button(text, key, click);
    say(made, key, {}, 'title');
    return made;
  };
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 140, unit: 'metric' }), 'bottom-left');
  return make('div', { class: 'zoom' },
    zoom('zoom.in', '+', () => map.zoomIn()),
    zoom('zoom.out', '−', () => map.zoomOut()),
    zoom('zoom.all', '⤢', () => map.fitBounds(bounds, { padding: 36 })));
}
