import { accounts } from './accounts.js';
import { admin } from './admin.js';
import { archive } from './archive.js';
import { calendars } from './calendars.js';
import { changes } from './changes.js';
import { channels } from './channels.js';
import { common } from './common.js';
import { intake } from './intake.js';
import { kb } from './kb.js';
import { plain } from './plain.js';
import { policy } from './policy.js';
import { queue } from './queue.js';
import { refusals } from './refusals.js';
import { reports } from './reports.js';
import { roster } from './roster.js';
import { routing } from './routing.js';
import { supervisor } from './supervisor.js';
import { templates } from './templates.js';
import { ticket } from './ticket.js';
import { undelivered } from './undelivered.js';
import type { Language } from '../../domain/words.js';

/** All wording of the pages by area; an area is one file in this folder. */
export const words = {
  accounts,
  admin,
  archive,
  calendars,
  changes,
  channels,
  common,
  intake,
  kb,
  plain,
  policy,
  queue,
  refusals,
  reports,
  roster,
  routing,
  supervisor,
  templates,
  ticket,
  undelivered,
};

export type AreaName = keyof typeof words;
export type WordKey<Name extends AreaName> = keyof (typeof words)[Name]['zh-CN'] & string;

/** A text in a language, with its `{names}` filled in. */
export const wordOf = <Name extends AreaName>(
  language: Language,
  [name, key]: readonly [Name, WordKey<Name>],
  values: Readonly<Record<string, string | number>> = {},
): string =>
  (words[name][language] as Readonly<Record<string, string>>)[key]?.replaceAll(
    /\{(\w+)\}/gu,
    (whole, part: string) => String(values[part] ?? whole),
  ) ?? key;
