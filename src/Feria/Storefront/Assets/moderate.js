// A case stays with who looks at it while its page is open. When it does not, the page says so at once.
for (const held of document.querySelectorAll('[data-held]')) {
  const renew = setInterval(async () => {
    const answer = await fetch(held.dataset.held, { method: 'post' }).catch(() => null);
    if (!answer || answer.ok || answer.status >= 500) return;
    clearInterval(renew);
    held.querySelector('[data-lost]').hidden = false;
    say(held.querySelector('[data-lost]').textContent.trim());
  }, 240000);
}
