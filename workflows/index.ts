/** The workflows' bundle entry. */
import './short-traces.js';

export { archivist } from './archivist.js';
export { channel } from './channel.js';
export { policyRollOut } from './policy-roll-out.js';
export { roster } from './roster.js';
export { ticket } from './ticket.js';
