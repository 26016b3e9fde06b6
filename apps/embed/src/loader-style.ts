/** Of the launcher and the frame; within a shadow root, so that the page's own styles do not reach it, nor it the page's. */
export const STYLE = `
:host { all: initial; color-scheme: light dark; }
button, iframe { position: fixed; z-index: 2147483000; border: 0; margin: 0; padding: 0; }
button {
  bottom: 20px; width: 56px; height: 56px; border-radius: 50%; cursor: pointer;
  background: var(--color); color: var(--on-color);
  box-shadow: 0 2px 6px #0004, 0 8px 24px #0003, inset 0 0 0 1px #0002;
}
button:focus-visible { outline: 3px solid var(--on-color); box-shadow: 0 0 0 6px var(--color); }
svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vertical-align: middle; }
iframe {
  bottom: 88px; width: min(400px, calc(100vw - 40px)); height: min(640px, calc(100vh - 108px));
  border-radius: 16px; background: Canvas; box-shadow: 0 4px 12px #0003, 0 12px 48px #0004;
}
.right { right: 20px; } .left { left: 20px; }
iframe[hidden] { display: none; }
@media (max-width: 480px), (max-height: 480px) {
  iframe { inset: 0; width: 100%; height: 100%; height: 100dvh; border-radius: 0; }
  iframe:not([hidden]) + button { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: transform .15s; } button:hover { transform: scale(1.06); }
  iframe { animation: rise .18s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
}
@media print { button, iframe { display: none; } }
`;
