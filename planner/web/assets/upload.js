// Uploading tables: chosen or dropped; what is wrong is told beneath.

import { h, newId, replace } from './dom.js';
import { t } from './language.js';
import { problemView } from './problem.js';

export function uploadForm(path, method, then) {
  return fileForm(t('upload.files'), 'files', { multiple: true, accept: '.xlsx,.xlsm,.ods,.xls,.csv,.zip,.gpkg,.yaml,.yml' }, path, method, then);
}

// A plan that a colleague sent as the zip of the downloads.
export function archiveForm(then) {
  return fileForm(t('upload.archive'), 'file', { accept: '.zip' }, 'archives', 'POST', then);
}

function fileForm(label, field, props, path, method, then) {
  const id = newId();
  const told = h('div', {});
  const files = h('input', { id, type: 'file', ...props });
  const submit = h('button', { type: 'submit' }, t('upload.do'));
  async function send(event) {
    event.preventDefault();
    if (!files.files.length) {
      files.focus();
      return;
    }
    const form = new FormData();
    for (const file of files.files) form.append(field, file);
    submit.disabled = true;
    replace(told, h('p', { role: 'status' }, t('upload.sending')));
    try {
      const answer = await fetch(`api/${path}`, { method, body: form });
      const document = await answer.json();
      if (!answer.ok) {
        replace(told, problemView(document.error ? document : { error: t('upload.refused') }));
        return;
      }
      replace(told);
      then(document);
    } catch {
      replace(told, problemView({ error: t('upload.refused') }));
    } finally {
      submit.disabled = false;
    }
  }
  const drop = h('form', {
    class: 'drop', onsubmit: send,
    ondragover: (event) => { event.preventDefault(); drop.classList.add('over'); },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: (event) => { event.preventDefault(); drop.classList.remove('over'); files.files = event.dataTransfer.files; },
  }, h('label', { for: id }, label), files, submit, told);
  return drop;
}

