// A conversation that keeps itself up to date: the server tells that something was written, the page's part is drawn anew. What
// is being typed stays. Without server-sent events the page is asked again now and then.

for (const talk of document.querySelectorAll('[data-talk]')) {
  const { talk: live, read } = talk.dataset;
  let last = Number(talk.dataset.last);

  const seen = async () => {
    if (document.hidden || new URLSearchParams(location.search).has('cursor')) return;
    const answer = await fetch(read, {
      method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ upTo: last }),
    }).catch(() => null);
    if (answer?.ok) document.querySelector('[data-read-form]')?.remove();
  };

  const drawAnew = async () => {
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-talk]');
    const next = page?.querySelector('[data-messages]');
    if (!next) return;
    // What stands there as it is stays: somebody may be filling in its report.
    const list = talk.querySelector('[data-messages]');
    const items = [...next.children];
    for (const gone of [...list.children].filter((known) => !items.some((item) => item.id === known.id))) gone.remove();
    for (const item of items) {
      const known = document.getElementById(item.id);
      if (!known) list.append(item);
      else if (known.textContent !== item.textContent) known.replaceWith(item);
    }
    last = Number(page.dataset.last);
    await seen();
  };

  const told = (standing) => { if (standing.last > last) drawAnew(); };

  const ask = () => setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(live).catch(() => null);
    if (answer?.ok) told(await answer.json());
  }, 20000);

  if (Number(talk.dataset.unread) > 0) seen();
  document.addEventListener('visibilitychange', () => { if (!document.hidden) seen(); });
  const source = new EventSource(live);
  source.addEventListener('standing', (event) => told(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    // Closed for good: it was answered once, or is no longer there.
    if (source.readyState === EventSource.CLOSED) ask();
  });
}
