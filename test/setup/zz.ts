import { setup, teardown } from './global.js';
import { freshDatabase } from './database.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { seed } from '../../adapters/postgres/seed.js';
import { act } from '../../domain/decide.js';
await setup();
try {
const db = await freshDatabase();
const pool = createPool(db.url, {max: 20});
console.log(await Promise.all([seed(pool), seed(pool)]));
const options = { publicUrl: 'https://desk.example', smtpEnabled: true };
const intakes = createIntakes(pool, options);
const store = createTicketStore(pool, options);
const dir = createDirectory(pool);
const sent: any = { channel: 'service-desk', reporter: {name:'王敏', department:'财务部', extension:'8001', email: 'wang@desk.example'},
 description: {symptom:'VPN 断开', occurredAt:'2026-11-24T09:00:00+08:00', impact:'全组', attempted:'重启'}, type:'system-fault', urgency:'urgent', readBack:{confirmed:true}};
const by: any = {id:'wang', staffNumber:'E1001', role:'reporter'};
const t0 = Date.now();
const a: any = await intakes.accept({sent, by, now: t0, request: {key:'k', bodyHash:'h'}});
console.log(a.no, a.ticket.version, a.ticket.assignee, a.ticket.group);
const b: any = await intakes.accept({sent, by, now: t0+5, request: {key:'k', bodyHash:'h'}});
console.log(b.repeated, JSON.stringify(b.ticket) === JSON.stringify(a.ticket));
const c: any = await intakes.accept({sent, by, now: t0+5, request: {key:'k', bodyHash:'h2'}});
console.log(c.state, c.why);
console.log((await pool.query('select no, seq, kind, recipient, channel, subject, state from notice')).rows);
const actor: any = await dir.identify('sunn');
const step = act(a.ticket, {action:'claim', by: actor, input:{}} as any, t0+1000);
const commit = JSON.parse(JSON.stringify(step));
console.log(await store.commit(commit), await store.commit(commit));
console.log((await pool.query('select no, version, stage, assignee, next_due_at, next_mark_at, pg_column_size(state) s from ticket')).rows);

await pool.query('select 1');
{ const t=performance.now(); for(let i=0;i<300;i++) await pool.query('select 1'); console.log('select 1 ms', (performance.now()-t)/300); }
const orig = pool.query.bind(pool); const sums: any = {};
(pool as any).query = async (q: any, ...r: any[]) => { const t = performance.now(); try { return await (orig as any)(q, ...r) } finally { const k = q.name ?? 'x'; (sums[k] ??= [0,0]); sums[k][0]++; sums[k][1] += performance.now()-t; } };
const evolveMod = await import('../../domain/evolve.js'); void evolveMod;

let n = 0;
const oc = pool.connect.bind(pool); (pool as any).connect = async () => { const c = await oc(); if (!(c as any).w) { (c as any).w = 1; const o = c.query.bind(c); (c as any).query = async (q: any, ...r: any[]) => { const t = performance.now(); try { return await (o as any)(q, ...r) } finally { const k = q.name ?? (typeof q === 'string' ? q.slice(0,8) : q.text.slice(0,8)); (sums[k] ??= [0,0]); sums[k][0]++; sums[k][1] += performance.now()-t; } } } return c; };
for (const conc of [1, 16]) {
  const t = performance.now(); const N = 1000; let i = 0;
  await Promise.all(Array.from({length: conc}, async () => { while (i++ < N) await intakes.accept({sent, by, now: Date.now()}); }));
  console.log(Object.fromEntries(Object.entries(sums).map(([k,v]: any)=>[k, v[1]/v[0]]))); console.log('intakes/s c=', conc, N / (performance.now() - t) * 1000);
}
const lat: number[] = []; let cur = a.ticket; cur = step.ticket;
for (let i = 0; i < 500; i++) {
  const s = act(cur, {action: 'note', by: actor, input: {text: 'x'.repeat(100)}, requestId: `r${i}`, requestHash: 'h'} as any, Date.now());
  const ct = JSON.parse(JSON.stringify(s));
  const t = performance.now(); await store.commit(ct); lat.push(performance.now() - t); cur = s.ticket;
}
console.log(Object.fromEntries(Object.entries(sums).map(([k,v]: any)=>[k, v[1]/v[0]]))); lat.sort((x, y) => x - y); console.log('commit p50', lat[250], 'p99', lat[495]);
await pool.end();
} catch (e) { console.log(e) } finally { await teardown(); }
