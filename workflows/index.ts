/** The workflows' bundle entry. */
export { channel } from './channel.js';
export { ticket } from './ticket.js';
