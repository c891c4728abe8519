// Flash sales, and units held for a payment: a clock that counts down by the server's time, and a spot in line that keeps itself up to date.

const watchDrop = (drop) => {
  const { countdown, now, spot } = drop.dataset;
  const clock = drop.querySelector('[data-clock]');
  const ahead = now ? Date.parse(now) - Date.now() : 0;

  // One place draws the page's part anew: never for everybody at the same instant.
  const drawAnew = async () => {
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok) return setTimeout(drawAnew, 1000 + Math.random() * 4000);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('.drop');
    if (!next) return location.assign(answer.url);
    drop.replaceWith(next);
    const headline = next.querySelector('h1');
    if (headline) document.querySelector('[data-says]').textContent = headline.textContent;
    watchDrop(next);
  };

  if (clock && countdown) {
    const until = Date.parse(countdown);
    clock.hidden = false;
    const tick = () => {
      if (!clock.isConnected) return;
      const left = Math.max(0, Math.ceil((until - Date.now() - ahead) / 1000));
      const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      const shown = parts[0] > 0 ? parts : parts.slice(1);
      clock.textContent = shown.map((part, at) => (at ? String(part).padStart(2, '0') : part)).join(':');
      if (left > 0) return setTimeout(tick, 250);
      if (drop.matches('.drop') && !spot) setTimeout(drawAnew, 500 + Math.random() * 4000);
    };
    tick();
  } else if (!spot && drop.matches('.drop[data-now]')) {
    setTimeout(drawAnew, 10000 + Math.random() * 10000);
  }

  if (!spot) return;
  const position = drop.querySelector('[data-position]');
  const estimate = drop.querySelector('[data-estimate]');
  const ask = (seconds) => setTimeout(async () => {
    if (!drop.isConnected) return;
    const answer = await fetch(spot).catch(() => null);
    if (!answer?.ok) return ask(seconds * 2 < 20 ? seconds * 2 : 20);
    const mine = await answer.json();
    if (mine.state !== drop.dataset.state) return drawAnew();
    if (position && mine.position) position.textContent = mine.position.toLocaleString(document.documentElement.lang);
    if (estimate) {
      const { soon, minutes, unknown } = estimate.dataset;
      estimate.textContent = mine.estimateSeconds === null || mine.estimateSeconds === undefined ? unknown
        : mine.estimateSeconds < 60 ? soon
          : minutes.replace(/\{0[^}]*\}/, Math.ceil(mine.estimateSeconds / 60));
    }
    ask(mine.askAgainSeconds);
  }, seconds * 1000 * (0.85 + Math.random() * 0.3));
  if (!['missed', 'closed'].includes(drop.dataset.state)) ask(Number(drop.dataset.ask) || 3);
};
document.querySelectorAll('.drop, [data-countdown]:not(.drop)').forEach(watchDrop);
