// Runs before the first paint, and before the scripts of the dashboard are there. Kept by browsers for good, so a change of it takes a
// new name.
{
  // The colours that were chosen, or those of the device, so that none flash by.
  const kept = localStorage.getItem('mantine-color-scheme-value');
  const isDark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';

  // Whoever has no session is asked to log in or to set up: which of them comes while the scripts do.
  if (localStorage.getItem('ragkeep.session') === null) {
    const setup = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: '/api/v1/system/setup' };
    document.head.append(Object.assign(document.createElement('link'), setup));
  }
}
