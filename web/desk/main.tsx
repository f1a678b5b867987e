import { createRoot } from 'react-dom/client';
import { App } from './app.js';

// Where most people begin: its part is fetched while the desk is asked who they are.
if (/^\/desk\/?$/u.test(location.pathname)) void import('./pages/queue/queue-page.js');

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(<App />);
