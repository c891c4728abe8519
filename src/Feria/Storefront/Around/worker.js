// Shows what the house tells this browser while nobody looks, and leads to what it is about. It answers no page's requests.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  let told;
  try {
    told = event.data.json();
  } catch {
    return;
  }
  // Told twice, the second takes the first one's place, and makes no sound.
  event.waitUntil(self.registration.showNotification('Feria', {
    body: told.text, lang: told.lang, tag: told.id, data: { url: told.url },
  }));
});

// Only within this site, whatever was sent.
const pageOf = (url) => {
  try {
    const page = new URL(url, self.location.origin);
    return page.origin === self.location.origin ? page.href : self.location.origin;
  } catch {
    return self.location.origin;
  }
};

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const page = pageOf(event.notification.data?.url);
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const open = windows.find((one) => one.url === page);
    return open ? open.focus() : self.clients.openWindow(page);
  })());
});
