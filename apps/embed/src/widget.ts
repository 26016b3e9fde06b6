import type { EmbedConfig } from '@ragkeep/sdk';
import { createApi } from './api.ts';
import { createApp } from './app.ts';
import { createChat } from './chat.ts';
import { createFrame } from './frame.ts';
import { createStorage } from './storage.ts';
import './style.css';

// The server writes it into the page; nobody else can.
const config: EmbedConfig & { page: string | null } = JSON.parse(document.getElementById('config')?.textContent ?? '');
const root = document.documentElement;
root.style.setProperty('--color', config.color);
root.style.setProperty('--on-color', config.on_color);

const system = matchMedia('(prefers-color-scheme: dark)');
const paint = () =>
  root.classList.toggle('dark', config.theme === 'dark' || (config.theme === 'auto' && system.matches));
system.addEventListener('change', paint);
paint();

const frame = createFrame(config.page);
const storage = createStorage(config.id, frame.keep);
const chat = createChat(createApi(config, storage), storage);
const app = createApp(config, frame, chat);
document.body.append(app.element);
chat.onChange(app.show);
chat.resume();
frame.start({
  onOpen: app.focus,
  onKept(text) {
    if (storage.read().token) return;
    storage.adopt(text);
    chat.resume();
  },
});
