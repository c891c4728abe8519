// Telling this browser while nobody looks: asked for by a press alone. Nothing of it is loaded or asked elsewhere.

const canPush = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
// Who pressed here, and what the house was told since they last signed in. Where nothing can be kept, nothing is known.
const whoPressed = 'feria-push';
const wasSaid = 'feria-push-said';
const recall = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch { /* The next sign-in says it again. */ }
};
const who = document.querySelector('[data-who]')?.dataset.who;

const subscribed = async () => (await navigator.serviceWorker.getRegistration('/'))?.pushManager.getSubscription();

const sayWhere = async (subscription) => {
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch('/api/v1/me/notifications/devices', {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ web: { endpoint, p256dh: keys.p256dh, auth: keys.auth } }),
  });
  if (!answer.ok) throw new Error((await answer.json()).title);
  keep(whoPressed, who);
  keep(wasSaid, endpoint);
};

const subscribe = async (key) => {
  await navigator.serviceWorker.register('/worker.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (fault) {
    // Subscribed under another key, of an earlier house: that one is over.
    const former = await pushManager.getSubscription();
    if (!former) throw fault;
    await former.unsubscribe();
    return pushManager.subscribe(options);
  }
};

// A session ends what was said in it; who pressed here and signs in again is told again, and nobody else.
for (const form of document.querySelectorAll('form[action$="/sign-in"], form[action$="/sign-out"]')) {
  form.addEventListener('submit', () => keep(wasSaid));
}
if (canPush && who && recall(whoPressed) === who && Notification.permission === 'granted') {
  subscribed().then((subscription) => {
    if (subscription && subscription.endpoint !== recall(wasSaid)) return sayWhere(subscription);
  }).catch(() => {});
}

const pushing = document.querySelector('[data-push]');
if (pushing) {
  const show = (state) => {
    for (const part of pushing.querySelectorAll('[data-push-is]')) part.hidden = part.dataset.pushIs !== state;
  };
  const look = () => {
    if (!canPush) return show('unable');
    if (Notification.permission === 'denied') return show('denied');
    return show(pushing.dataset.here ? 'on' : 'off');
  };
  look();
  pushing.querySelector('[data-push-start]').addEventListener('click', async (event) => {
    const button = event.currentTarget;
    button.setAttribute('aria-disabled', 'true');
    try {
      if (await Notification.requestPermission() !== 'granted') return look();
      await sayWhere(await subscribe(pushing.dataset.push));
      location.assign(`${location.pathname}?said=told`);
    } catch {
      show('failed');
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
  // Off here, the browser forgets it too.
  pushing.querySelector('form[data-push-stop]')?.addEventListener('submit', async (event) => {
    event.preventDefault();
    keep(whoPressed);
    await subscribed().then((subscription) => subscription?.unsubscribe()).catch(() => {});
    event.target.submit();
  });
}
