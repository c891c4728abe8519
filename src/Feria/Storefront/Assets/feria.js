// Everything works without this file. With it: suggestions while typing, a cart that answers in place, and small comforts.

const say = (words) => { document.querySelector('[data-says]').textContent = words; };

// Suggestions: a combobox over the search field; arrows choose, Enter goes, Escape closes.
for (const field of document.querySelectorAll('[data-guess]')) {
  const list = document.createElement('div');
  list.className = 'guesses';
  list.id = 'guesses';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.getAttribute('aria-label'));
  field.closest('.find').append(list);
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');

  let chosen = -1;
  let asking;
  let soon;
  let typed = field.value;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const choose = (place) => {
    const options = [...list.children];
    chosen = place < -1 ? options.length - 1 : place >= options.length ? -1 : place;
    options.forEach((option, at) => option.setAttribute('aria-selected', at === chosen));
    field.value = chosen < 0 ? typed : options[chosen].dataset.text;
    if (chosen < 0) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', options[chosen].id);
  };

  // One's own recent searches, fetched once when a visitor who is known comes to the field.
  let mine;
  const recent = async () => {
    if (document.querySelector('[data-new]')) return [];
    mine ??= fetch('/api/v1/me/searches?limit=50').then((answer) => answer.ok ? answer.json() : { items: [] })
      .then((said) => said.items.map((one) => one.query)).catch(() => []);
    return mine;
  };
  const recentFor = async (text) => {
    const begun = text.trim().toLowerCase();
    return (await recent()).filter((query) => query.toLowerCase().startsWith(begun) && query.toLowerCase() !== begun).slice(0, 3);
  };
  const show = (others, own, tag = '') => {
    const guesses = [...own, ...others.filter((other) => !own.some((one) => one.toLowerCase() === other.toLowerCase()))];
    list.replaceChildren(...guesses.map((guess, at) => {
      const option = document.createElement('div');
      option.id = `guess-${at}`;
      option.dataset.text = guess;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      const known = guess.toLowerCase().startsWith(typed.trim().toLowerCase()) ? typed.trim().length : 0;
      const rest = document.createElement('mark');
      rest.textContent = guess.slice(known);
      option.append(guess.slice(0, known), rest);
      const why = at < own.length ? field.dataset.recent : tag;
      if (why) {
        const before = document.createElement('span');
        before.className = 'soft small';
        before.textContent = ` · ${why}`;
        option.append(before);
      }
      option.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        field.value = guess;
        field.form.requestSubmit();
      });
      return option;
    }));
    list.hidden = guesses.length === 0;
    chosen = -1;
    field.setAttribute('aria-expanded', String(!list.hidden));
  };

  // Before anything is typed: one's own, then what others search for these days.
  let rising;
  const begin = async () => {
    rising ??= fetch(field.dataset.guess).then((answer) => answer.ok ? answer.json() : { items: [] })
      .then((said) => said.items).catch(() => []);
    const [own, others] = await Promise.all([recent(), rising]);
    if (field.value === '' && document.activeElement === field) show(others.slice(0, 5), own.slice(0, 5), field.dataset.rising);
  };
  field.addEventListener('focus', begin);

  field.addEventListener('input', () => {
    typed = field.value;
    clearTimeout(soon);
    asking?.abort();
    if (typed === '') return void begin();
    if (typed.trim().length < 2) return close();
    soon = setTimeout(async () => {
      asking = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.guess}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
        if (answer.ok) show((await answer.json()).items, await recentFor(typed));
      } catch { /* A suggestion that does not come is not missed. */ }
    }, 120);
  });
  field.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Escape') { field.value = typed; close(); } else return;
    event.preventDefault();
  });
  field.addEventListener('blur', close);
}

// Adding to the cart without leaving the page.
for (const form of document.querySelectorAll('form[data-add]')) {
  form.addEventListener('submit', async (event) => {
    if (event.submitter?.name === 'go') return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector('button');
    button.setAttribute('aria-disabled', 'true');
    try {
      const answer = await fetch(form.action, {
        method: 'post', body: new URLSearchParams(new FormData(form)), headers: { Accept: 'application/json' },
      });
      const cart = await answer.json();
      if (!answer.ok) return toast(cart.title);
      for (const count of document.querySelectorAll('[data-in-cart]')) count.textContent = cart.count;
      toast(cart.says, cart.link, cart.see);
    } catch {
      form.submit();
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

// Hearts: full where the product is on a list of the visitor's. Who keeps no lists is not asked for.
const fill = (heart, kept) => {
  const button = heart.querySelector('button');
  button.setAttribute('aria-pressed', kept);
  button.querySelector('[data-empty]').hidden = kept;
  button.querySelector('[data-full]').hidden = !kept;
};
const hearts = [...document.querySelectorAll('form[data-heart]')];
for (let from = 0; document.querySelector('[data-lists]') && from < hearts.length; from += 50) {
  const some = hearts.slice(from, from + 50);
  fetch(`/api/v1/me/kept?${new URLSearchParams(some.map((heart) => ['product', heart.dataset.heart]))}`)
    .then((answer) => (answer.ok ? answer.json() : { items: [] }))
    .then(({ items }) => some.filter((heart) => items.some((kept) => kept.product === heart.dataset.heart))
      .forEach((heart) => fill(heart, true)))
    .catch(() => { /* An empty heart keeps as well. */ });
}
for (const heart of hearts) {
  heart.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(heart));
    if (heart.querySelector('[aria-pressed="true"]')) fields.set('forget', 'true');
    try {
      const answer = await fetch(heart.action, { method: 'post', body: fields, headers: { Accept: 'application/json' } });
      const told = await answer.json();
      if (told.door) return location.assign(told.door);
      if (!answer.ok) return toast(told.title);
      fill(heart, told.kept);
      toast(told.says, told.link, told.see);
    } catch {
      heart.submit();
    }
  });
}

function toast(words, link, label) {
  document.querySelector('.toast')?.remove();
  const box = document.createElement('div');
  box.className = 'toast';
  box.append(Object.assign(document.createElement('span'), { textContent: words }));
  if (link) box.append(Object.assign(document.createElement('a'), { href: link, textContent: label }));
  document.body.append(box);
  say(words);
  fade(box);
}

// A toast goes by itself, but never from under a pointer or the keyboard.
function fade(box) {
  setTimeout(() => { if (box.matches(':hover, :focus-within')) fade(box); else box.remove(); }, 7000);
}
document.querySelectorAll('[data-fades]').forEach(fade);

// Forms that are one choice send themselves; a form that must be sent once is sent once.
for (const form of document.querySelectorAll('form[data-sends-itself]')) {
  form.addEventListener('change', () => form.requestSubmit());
}
// What changes the sums is sent at once, by the button that asks for them anew.
for (const button of document.querySelectorAll('button[data-refreshes]')) {
  button.form.addEventListener('change', (event) => {
    if (event.target.matches(button.dataset.refreshes)) button.click();
  });
}
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    form.querySelectorAll('button:not([name])').forEach((button) => button.setAttribute('aria-disabled', 'true'));
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.querySelectorAll('[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'));
  }
});

// The gallery's thumbnails follow the picture in view.
for (const gallery of document.querySelectorAll('[data-gallery]')) {
  const thumbs = [...gallery.querySelectorAll('.thumbs a')];
  const shots = gallery.querySelector('.shots');
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      thumbs.forEach((thumb) => {
        if (thumb.hash === `#${entry.target.id}`) thumb.setAttribute('aria-current', 'true');
        else thumb.removeAttribute('aria-current');
      });
    }
  }, { root: shots, threshold: 0.6 });
  shots.querySelectorAll('li').forEach((shot) => seen.observe(shot));
  for (const thumb of thumbs) {
    thumb.addEventListener('click', (event) => {
      event.preventDefault();
      const shot = gallery.querySelector(thumb.hash);
      shots.scrollTo({ left: shot.offsetLeft - shots.offsetLeft, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    });
  }
}

// A visitor nobody knows yet: the page itself tells what was seen, so that it can be shown again. Not where told not to.
const seenHere = document.querySelector('[data-seen]');
if (seenHere && document.querySelector('[data-new]') && !navigator.globalPrivacyControl) {
  navigator.sendBeacon('/seen', new URLSearchParams({ product: seenHere.dataset.seen }));
}

// The first thing that is wrong gets the focus.
document.querySelector('[aria-invalid="true"]')?.focus();

// Figures that move: the page's own part is drawn anew in place, unless somebody is at it.
const { live } = document.body.dataset;
if (live) {
  setInterval(async () => {
    const main = document.getElementById('main');
    if (document.hidden || main.contains(document.activeElement) || main.querySelector('details[open]')) return;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    main.replaceChildren(...page.getElementById('main').childNodes);
  }, live * 1000);
}

// The bell: while somebody looks, the server tells how much was not read. Without that, the next page shows it.
const bell = document.querySelector('[data-bell]');
if (bell && typeof EventSource === 'function') {
  let source;
  const told = (event) => {
    const { many } = JSON.parse(event.data);
    bell.querySelector('[data-unread]').textContent = many > 0 ? many : '';
    bell.setAttribute('aria-label', bell.getAttribute('aria-label').replace(/\d+/, many));
  };
  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource(bell.dataset.bell);
      source.addEventListener('standing', told);
    }
  };
  document.addEventListener('visibilitychange', listen);
  listen();
}

// Which query somebody followed a result of: what searches are good for. The server forgets who, where told to.
const sought = document.querySelector('[data-sought]');
if (sought?.dataset.sought) {
  sought.addEventListener('click', (event) => {
    if (!event.target.closest('.listing .card a')) return;
    navigator.sendBeacon(sought.dataset.tell, new URLSearchParams({ q: sought.dataset.sought }));
  });
}

// What marketing shows: told once it was before the visitor's eyes, and when it is followed.
const shown = document.querySelectorAll('[data-shown]');
if (shown.length > 0) {
  const seen = new Set();
  const tell = (followed) => {
    if (seen.size === 0 && !followed) return;
    const body = JSON.stringify({ seen: [...seen].slice(0, 50), followed });
    seen.clear();
    navigator.sendBeacon('/api/v1/shown', new Blob([body], { type: 'application/json' }));
  };
  let soon;
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      seen.add(target.dataset.shown);
    }
    clearTimeout(soon);
    soon = setTimeout(tell, 1000);
  }, { threshold: 0.5 });
  for (const one of shown) {
    watch.observe(one);
    for (const kind of ['click', 'auxclick'])
      one.addEventListener(kind, (event) => { if (event.target.closest('a')) tell(one.dataset.shown); });
  }
  addEventListener('pagehide', () => tell());
}
