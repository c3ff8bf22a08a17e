// Asking the server; what is wrong comes back as an error that carries the server's own document.

export class Refused extends Error {
  constructor(document, status) {
    super(document.error ?? String(status));
    this.document = document;
    this.status = status;
  }
}

async function ask(method, path, body) {
  const form = body instanceof FormData;
  let answer;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      headers: body && !form ? { 'content-type': 'application/json' } : {},
      body: form ? body : body && JSON.stringify(body),
    });
  } catch {
    throw new Refused({ error: 'The planner does not answer: has planner serve ended?', error_zh: '连接不上 planner：它是不是已经关闭？' }, 0);
  }
  const text = await answer.text();
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    document = { error: text.slice(0, 300) || `${answer.status}`, error_zh: text.slice(0, 300) || `${answer.status}` };
  }
  if (answer.ok) return document;
  if (Array.isArray(document.detail)) {
    const said = document.detail.map((each) => `${each.loc?.slice(1).join('.')}: ${each.msg}`).join('; ');
    document = { error: said, error_zh: `填写有误：${said}` };
  }
  throw new Refused(document, answer.status);
}

export const get = (path) => ask('GET', path);
export const post = (path, body = {}) => ask('POST', path, body);
export const put = (path, body) => ask('PUT', path, body);
export const patch = (path, body) => ask('PATCH', path, body);
export const remove = (path) => ask('DELETE', path);

const ENDED = ['done', 'stopped', 'refused', 'no_plan', 'failed', 'interrupted'];
export const hasEnded = (job) => ENDED.includes(job.state);

// Follow a job: each line of progress, each change of its state, word of a better plan. Returns what stops following.
export function follow(id, onProgress, onState, onPlan = () => {}) {
  const source = new EventSource(`api/jobs/${id}/events`);
  source.addEventListener('progress', (event) => onProgress(JSON.parse(event.data)));
  source.addEventListener('plan', () => onPlan());
  source.addEventListener('state', (event) => {
    const job = JSON.parse(event.data);
    if (hasEnded(job)) source.close();
    onState(job);
  });
  return () => source.close();
}

// Wait for a job's end; `onProgress` is told meanwhile, `context` stops the waiting when the view is left.
export function ended(context, job, onProgress = () => {}) {
  if (hasEnded(job)) return Promise.resolve(job);
  return new Promise((resolve) => {
    context.onLeave(follow(job.id, onProgress, (now) => { if (hasEnded(now)) resolve(now); }));
  });
}
