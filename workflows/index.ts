/** The workflows' bundle entry. */
import './short-traces.js';

export { channel } from './channel.js';
export { ticket } from './ticket.js';
