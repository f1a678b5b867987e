#!/usr/bin/env node
// Verifies a ticket's archive bundle with Node alone; this one file can be kept beside the bundles.
// node verify-archive.mjs FILE [--key PUBLIC_KEY]; the format is in docs/archive.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';

const verified = 0;
const different = 1;
const unusable = 2;

/** What is not a bundle at all, or cannot be read. */
class Unusable extends Error {}

const bytesAt = (fd, from, length) => {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const got = readSync(fd, bytes, read, length - read, from + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
};

const u16 = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

// A bundle's zip has one form only: stored, without comments or extras, times at their earliest. So every byte of it
// is either of a file, or follows from the files.
const version = u16(20);
const moment = u32((1 << 21) | (1 << 16));
const flagsOf = (name) => u16(name.length === name.toString('utf8').length ? 8 : 0x808);

const localHeader = (name) =>
  Buffer.concat([
    u32(0x04034b50),
    version,
    flagsOf(name),
    u16(0),
    moment,
    Buffer.alloc(12),
    u16(name.length),
    u16(0),
    name,
  ]);
const descriptor = ({ crc, size }) => Buffer.concat([u32(0x08074b50), u32(crc), u32(size), u32(size)]);
const centralHeader = ({ name, crc, size, offset }) =>
  Buffer.concat([
    u32(0x02014b50),
    u16(20),
    version,
    flagsOf(name),
    u16(0),
    moment,
    u32(crc),
    u32(size),
    u32(size),
    u16(name.length),
    Buffer.alloc(12),
    u32(offset),
    name,
  ]);
const ending = ({ count, size, offset }) =>
  Buffer.concat([u32(0x06054b50), u32(0), u16(count), u16(count), u32(size), u32(offset), u16(0)]);

const endingLength = 22;
const centralLength = 46;

/** Names, places and sizes as the zip's directory gives them. */
const directoryOf = (fd, length, problems) => {
  const end = bytesAt(fd, Math.max(0, length - endingLength), endingLength);
  if (end.length < endingLength || end.readUInt32LE(0) !== 0x06054b50)
    throw new Unusable('不是归档包（找不到 zip 目录） / not a bundle: there is no zip directory at its end');
  const offset = end.readUInt32LE(16);
  const directory = bytesAt(fd, offset, Math.max(0, length - endingLength - offset));
  const entries = [];
  for (let at = 0; at < directory.length;) {
    if (at + centralLength > directory.length) {
      problems.push(['zip', '目录损坏 / the zip directory is damaged']);
      break;
    }
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.subarray(at + centralLength, at + centralLength + nameLength);
    const size = directory.readUInt32LE(at + 24);
    const entry = { name, size, offset: directory.readUInt32LE(at + 42) };
    entries.push({ ...entry, raw: directory.subarray(at, at + centralLength + nameLength) });
    at += centralLength + nameLength;
  }
  const wanted = ending({ count: entries.length, size: directory.length, offset });
  if (!wanted.equals(end))
    problems.push(['zip', '目录结尾有改动 / the end of the zip directory was changed']);
  return { entries, offset };
};

const kept = new Set(['manifest.json', 'manifest.sig', 'entries.jsonl', 'chain.json', 'attachments.json']);

/** Hash and size of each file of the zip, with the text of those that are looked into. */
const filesOf = (fd, { entries, offset: directoryAt }, problems) => {
  const files = new Map();
  let expected = 0;
  for (const { name, size, offset, raw } of entries) {
    const path = name.toString('utf8');
    const header = localHeader(name);
    const tell = (what) => problems.push([path, what]);
    if (offset !== expected || offset + header.length + size > directoryAt)
      tell('在压缩包中的位置不对 / is not where it should be in the zip');
    if (!bytesAt(fd, offset, header.length).equals(header))
      tell('压缩包中的文件头有改动 / its header in the zip was changed');
    const hash = createHash('sha256');
    const parts = [];
    let crc = 0;
    let read = 0;
    while (read < size) {
      const chunk = bytesAt(fd, offset + header.length + read, Math.min(1 << 20, size - read));
      if (chunk.length === 0) break;
      hash.update(chunk);
      crc = crc32(chunk, crc);
      if (kept.has(path)) parts.push(chunk);
      read += chunk.length;
    }
    const tail = descriptor({ crc, size });
    if (!bytesAt(fd, offset + header.length + size, tail.length).equals(tail))
      tell('校验码不符 / its checksum in the zip does not match');
    if (!centralHeader({ name, crc, size, offset }).equals(raw))
      tell('压缩包目录中的记录有改动 / its entry in the zip directory was changed');
    if (files.has(path)) tell('出现两次 / is there twice');
    files.set(path, { size, sha256: hash.digest('hex'), bytes: Buffer.concat(parts) });
    expected = offset + header.length + size + tail.length;
  }
  if (expected !== directoryAt)
    problems.push(['zip', '文件之间有多余内容 / there is more than files in the zip']);
  return files;
};

const jsonOf = (files, path, problems) => {
  const file = files.get(path);
  if (file === undefined) {
    problems.push([path, '缺失 / is missing']);
    return null;
  }
  try {
    return JSON.parse(file.bytes.toString('utf8'));
  } catch {
    problems.push([path, '无法读取 / cannot be read']);
    return null;
  }
};

/** 32 bytes, from base64 or hexadecimal; null for anything else. */
const keyOf = (text) => {
  if (typeof text !== 'string') return null;
  if (/^[0-9a-f]{64}$/iu.test(text)) return Buffer.from(text, 'hex');
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? bytes : null;
};
const spki = Buffer.from('302a300506032b6570032100', 'hex');

const checkSignature = ({ files, manifest, given }, problems) => {
  const own = keyOf(manifest.key?.publicKey);
  if (given !== null && (own === null || !own.equals(given)))
    problems.push(['manifest.json', '不是用给定的公钥签名的 / was not signed with the key that was given']);
  const key = given ?? own;
  const signature = files.get('manifest.sig')?.bytes.toString('latin1') ?? '';
  if (signature === '') return problems.push(['manifest.sig', '缺失 / is missing']);
  if (!/^[0-9a-f]{128}$/u.test(signature) || key === null)
    return problems.push(['manifest.sig', '不是签名 / is no signature']);
  const publicKey = createPublicKey({ key: Buffer.concat([spki, key]), format: 'der', type: 'spki' });
  const isGood = verify(null, files.get('manifest.json').bytes, publicKey, Buffer.from(signature, 'hex'));
  if (!isGood)
    problems.push(['manifest.json', '与签名 manifest.sig 不符 / does not fit its signature manifest.sig']);
  return undefined;
};

const checkFiles = ({ files, manifest }, problems) => {
  const listed = new Map((manifest.files ?? []).map((file) => [file.path, file]));
  for (const [path, { size, sha256 }] of listed) {
    const file = files.get(path);
    if (file === undefined) problems.push([path, '缺失 / is missing']);
    else if (file.sha256 !== sha256 || file.size !== size)
      problems.push([path, '内容与清单中的 SHA-256 不符 / is not what the manifest has the SHA-256 of']);
  }
  for (const path of files.keys())
    if (!listed.has(path) && path !== 'manifest.json' && path !== 'manifest.sig')
      problems.push([path, '不在清单中 / is not in the manifest']);
  const record = manifest.record ?? {};
  if (record.intact === true && files.get('record.json')?.sha256 !== record.hash)
    problems.push(['record.json', '与归档记录的哈希不符 / does not have the hash of the archive record']);
};

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Each hash is SHA-256 of the one before, the ticket's number, the sequence and the hash of the entry's own text. */
const checkChain = ({ files, manifest }, problems) => {
  const chain = jsonOf(files, 'chain.json', problems);
  const text = files.get('entries.jsonl')?.bytes;
  if (chain === null || text === undefined) return;
  const wrong = (path, what) => problems.push([path, what]);
  const lines = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf(10, at);
    lines.push(text.subarray(at, end < 0 ? text.length : end));
    at = end < 0 ? text.length : end + 1;
  }
  const { genesis, head, entries, erased = [] } = manifest.chain ?? {};
  if (!Array.isArray(chain) || lines.length !== chain.length || chain.length !== entries)
    return wrong('entries.jsonl', '条数与哈希链不符 / has not as many entries as the chain');
  let before = sha256('steadydesk: the entry before the first');
  if (before.toString('hex') !== genesis) wrong('manifest.json', '哈希链起点不符 / begins the chain wrongly');
  for (const [i, link] of chain.entries()) {
    const isErased = lines[i].toString('utf8') === 'null';
    if (isErased !== erased.includes(i + 1))
      return wrong('entries.jsonl', `第 ${i + 1} 条缺失 / entry ${i + 1} is missing`);
    if (link.seq !== i + 1) return wrong('chain.json', `缺第 ${i + 1} 条 / entry ${i + 1} is missing`);
    if (!isErased && sha256(lines[i]).toString('hex') !== link.contentHash)
      return wrong('entries.jsonl', `第 ${i + 1} 条与其哈希不符 / entry ${i + 1} does not have its hash`);
    before = sha256(before, `${manifest.ticket}\n${i + 1}\n`, Buffer.from(link.contentHash, 'hex'));
    if (before.toString('hex') !== link.hash)
      return wrong('chain.json', `第 ${i + 1} 条的链接不符 / the chain breaks at entry ${i + 1}`);
  }
  if (before.toString('hex') !== head) wrong('manifest.json', '哈希链末端不符 / ends the chain wrongly');
  return undefined;
};

const checkAttachments = ({ files }, problems, notes) => {
  for (const file of jsonOf(files, 'attachments.json', problems) ?? []) {
    const name = file.name ?? file.upload;
    if (file.state !== 'kept') notes.push(`附件缺失或损坏：${name} / attachment ${file.state}: ${name}`);
    else if (files.get(file.path)?.sha256 !== file.sha256)
      problems.push([file.path, '不是上传的文件 / is not the file that was sent']);
  }
};

const run = (file, given) => {
  const problems = [];
  const notes = [];
  const fd = openSync(file, 'r');
  try {
    const directory = directoryOf(fd, fstatSync(fd).size, problems);
    const files = filesOf(fd, directory, problems);
    const manifest = jsonOf(files, 'manifest.json', problems);
    if (manifest === null) return { problems, notes, manifest: null };
    if (manifest.format !== 'steadydesk-archive' || manifest.version !== 1)
      problems.push(['manifest.json', '格式或版本不认识 / is of a format or version not known here']);
    const bundle = { files, manifest, given };
    checkSignature(bundle, problems);
    checkFiles(bundle, problems);
    checkChain(bundle, problems);
    checkAttachments(bundle, problems, notes);
    for (const { part, by, at, reason } of manifest.waived ?? [])
      notes.push(`豁免 ${part}：${by?.staffNumber ?? by?.id} ${at} ${reason} / waived`);
    return { problems, notes, manifest };
  } finally {
    closeSync(fd);
  }
};

const usage = '用法 / usage: verify-archive FILE [--key PUBLIC_KEY]\n';

const main = () => {
  let asked;
  try {
    asked = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
  } catch {
    asked = { positionals: [], values: {} };
  }
  const { positionals, values } = asked;
  const given = values.key === undefined ? null : keyOf(values.key);
  if (positionals.length !== 1 || (values.key !== undefined && given === null)) {
    process.stderr.write(
      positionals.length === 1 ? '公钥须为 32 字节的 base64 / the key is 32 bytes in base64\n' : usage,
    );
    return unusable;
  }
  const [file] = positionals;
  let outcome;
  try {
    outcome = run(file, given);
  } catch (error) {
    process.stderr.write(`${file}: ${error.message}\n`);
    return unusable;
  }
  const { problems, notes, manifest } = outcome;
  if (problems.length > 0) {
    for (const line of new Set(problems.map(([path, what]) => `${path}: ${what}`)))
      process.stdout.write(`${line}\n`);
    process.stdout.write(`${file}: 校验未通过 / NOT verified\n`);
    return different;
  }
  for (const note of notes) process.stdout.write(`${note}\n`);
  if (given === null)
    process.stdout.write(
      `未给定公钥，签名用包内自带的公钥核对；请用 --key 指定本单位服务台的公钥 / no key was given: the signature fits the key in the bundle itself, which anybody could have made; give --key\n`,
    );
  const { ticket, bundle, madeAt, files, chain, key } = manifest;
  process.stdout.write(
    `${file}: 校验通过 / verified: ${ticket} 第 ${bundle} 包 (bundle ${bundle}), ${madeAt}, ${files.length} files, ${chain.entries} entries, head ${chain.head.slice(0, 16)}, key ${key.id}\n`,
  );
  return verified;
};

process.exitCode = main();
