import { readableTime } from '../../domain/render.js';
import { toldFields, type Told, type ToldField } from '../../domain/told.js';
import {
  stageLabels,
  typeLabels,
  urgencyLabels,
  type Language,
  type Stage,
  type TicketType,
  type Urgency,
} from '../../domain/words.js';
import { fileField, type FilesLook, type KeptFile } from './files.js';
import { hidden } from './forms.js';
import { html, type Html } from './html.js';
import { page, sayIn, type Reading, type Say } from './layout.js';

/** A ticket as its reporter follows it; times are as people read them. */
export interface FollowedTicket {
  readonly no: string;
  readonly version: number;
  readonly stage: Stage;
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly symptom: string;
  readonly acceptedAt: string;
  readonly expectedResponseAt: string | null;
  readonly expectedResolutionAt: string | null;
  readonly assignee: { readonly name: string; readonly staffNumber: string | null } | null;
  readonly isEmergency: boolean;
  readonly isVerified: boolean;
  readonly mergedInto: string | null;
  readonly urges: number;
  readonly hasSurvey: boolean;
  readonly hasEscalations: boolean;
}

/** One public entry of the log. */
export interface TalkLine {
  readonly who: string;
  readonly isReader: boolean;
  /** What time brought about, not a person. */
  readonly isByClock: boolean;
  readonly at: string;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Names of those whom the log knows by their id. */
export interface Known {
  readonly nameOf: (id: string) => string;
  readonly groupOf: (id: string) => string;
}

export interface Saying extends Known {
  readonly language: Language;
}

/** What stood in a form that could not be sent on. */
export interface Typed {
  readonly action: string;
  readonly field: (name: string) => string;
  readonly files: FilesLook;
}

interface Following {
  readonly ticket: FollowedTicket;
  /** Newest first. */
  readonly talk: readonly TalkLine[];
  /** Before which entry there is more; null where there is none. */
  readonly earlier: number | null;
  /** Not the newest of the conversation is shown. */
  readonly isOlder: boolean;
  readonly names: Known;
  /** Actions that the reader may do now. */
  readonly offered: readonly string[];
  /** Just accepted: the number and the expected response time are told (§2.1.7). */
  readonly isNew: boolean;
  /** Accepted while the desk was recovering. */
  readonly isQueued: boolean;
  readonly problem: string | null;
  /** Makes a second press of a button the same request. */
  readonly key: string;
  /** Files of the ticket that its reporter sees. */
  readonly files: readonly KeptFile[];
  /** The form that was refused, as it was filled in. */
  readonly typed: Typed;
}

/** What happens now, who has it, what to expect, what was said, and what the reporter may do. */
export const ticketPage = (following: Following, reading: Reading): string => {
  const { ticket, talk, earlier, isOlder, names, isNew, isQueued, problem, files } = following;
  const { language } = reading;
  const t = sayIn(language);
  const { no, stage, type, urgency, symptom, assignee } = ticket;
  const content = html` ${
      isNew &&
      html`<div class="note good" role="status">
        <strong>${t('accepted')}</strong><br />${t('keepNo')} <span class="big">${no}</span><br />
        ${t('expectResponse')} ${ticket.expectedResponseAt ?? '—'} ${isQueued && html`<br />${t('queued')}`}
      </div>`
    }
    ${problem !== null && html`<p class="note alert" role="alert">${t('problem')}：${problem}</p>`}
    <h1>${no}</h1>
    <p>
      <span class="stage">${stageLabels[stage][language]}</span>
      <span class="stage">${urgencyLabels[urgency][language]}</span>
      <span class="stage">${typeLabels[type][language]}</span>
      ${ticket.isEmergency && html`<strong class="error">${t('emergency')}</strong>`}
    </p>
    <p class="text">${symptom}</p>
    <dl class="facts">
      <dt>${t('now')}</dt>
      <dd>${t(stage, { no: ticket.mergedInto ?? '' })}</dd>
      <dt>${t('who')}</dt>
      <dd>
        ${
          assignee === null
            ? t('nobodyYet')
            : `${assignee.name}${assignee.staffNumber === null ? '' : `（${t('staffNo', { no: assignee.staffNumber })}）`}`
        }
      </dd>
      <dt>${t('when')}</dt>
      <dd>
        ${t('expectResponse')} ${ticket.expectedResponseAt ?? '—'}
        ${ticket.expectedResolutionAt !== null && html`<br />${t('expectResolution')} ${ticket.expectedResolutionAt}`}
      </dd>
    </dl>
    ${forms(following, reading)}
    <h2 id="talk">${t('conversation')}</h2>
    ${isOlder && html`<p><a href="/t/${no}#talk">${t('talkNewest')}</a></p>`}
    <ul class="talk">
      ${talk.map((line) => talkLine(line, { language, ...names }))}
    </ul>
    ${earlier !== null && html`<p><a href="/t/${no}?before=${earlier}#talk">${t('talkOlder')}</a></p>`}
    ${
      files.length > 0 &&
      html`<h2>${t('uploads')}</h2>
        <ul>
          ${files.map(({ id, name }) => html`<li><a href="/api/attachments/${id}">${name}</a></li>`)}
        </ul>`
    }
    <p class="screen">
      <a href="/print/register/${no}">${t('print')}</a>
      ${ticket.hasSurvey && html` · <a href="/print/survey/${no}">${t('printSurvey')}</a>`}
      ${ticket.hasEscalations && html` · <a href="/print/escalation/${no}">${t('printEscalation')}</a>`}
    </p>`;
  return page(no, content, reading);
};

export const talkLine = ({ who, isReader, isByClock, at, title, input }: TalkLine, saying: Saying): Html =>
  html`<li class="${isReader ? 'me' : ''}">
    <p><strong>${title}</strong> · ${who} <span class="hint">${at}</span></p>
    ${toldFields(input, isByClock ? untoldOfClock : untold).map((field) => said(field, saying))}
  </li>`;

/** Told elsewhere on the page, or for programs only. */
const untold = new Set([
  'no',
  'reporter',
  'description',
  'type',
  'urgency',
  'channel',
  'readBack',
  'takenBy',
  'policyVersion',
  'markAt',
  'dueAt',
  'lateMs',
  'owner',
  'reminded',
  'group',
  'assignee',
  'knowledge',
  'sha256',
  'size',
  'onReportersWord',
  // In which a survey was read.
  'language',
]);
/** Whose fault it is that something is late is no cause of the problem, which the reporter is told (§2.4). */
const untoldOfClock = new Set([...untold, 'cause']);

const said = ({ label, told }: ToldField, saying: Saying): Html => {
  if (told.kind === 'parts') return html`${told.parts.map((part) => said(part, saying))}`;
  return html`<p><span class="hint">${label[saying.language]}：</span>${valueOf(told, saying)}</p>`;
};

const valueOf = (told: Told, saying: Saying): Html | string => {
  switch (told.kind) {
    case 'text':
      return told.text;
    case 'words':
      return told.label[saying.language];
    case 'time':
      return readableTime(told.at);
    case 'person':
      return [saying.nameOf(told.id), told.staffNumber].filter(Boolean).join(' ');
    case 'group':
      return saying.groupOf(told.id);
    case 'file':
      return html`<a href="/api/attachments/${told.id}">${told.name}</a>`;
    case 'list':
      return html`${told.items.map((item, index) => html`${index > 0 && '、'}${valueOf(item, saying)}`)}`;
    case 'parts':
      return html`${told.parts.map((part) => said(part, saying))}`;
  }
};

interface FormLook {
  readonly no: string;
  readonly key: string;
  readonly action: string;
  readonly content: Html;
  readonly hasFiles?: boolean;
}

const form = ({ no, key, action, content, hasFiles }: FormLook): Html =>
  html`<form method="post" action="/t/${no}/${action}" ${hasFiles && html` enctype="multipart/form-data"`}>
    ${hidden('key', `${key}-${action}`)} ${content}
  </form>`;

interface AreaLook {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value?: string;
}

const area = ({ name, label, hint, value = '' }: AreaLook): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <textarea id="${name}" name="${name}" required maxlength="4000" placeholder="${hint}">${value}</textarea>
  </div>`;

const folded = (title: string, content: Html, isOpen = false): Html =>
  html`<details${isOpen && html` open`}>
    <summary>${title}</summary>
    ${content}
  </details>`;

/** What stood in a form's field when it could not be sent on. */
type Was = (action: string, name: string) => string;

const noFiles = { kept: [], refused: '' } as const;

/** The forms of what is offered, what matters most first. */
const forms = ({ ticket, offered, key, typed }: Following, reading: Reading): Html => {
  const { no } = ticket;
  const t = sayIn(reading.language);
  const may = (action: string): boolean => offered.includes(action);
  const one = (action: string, content: Html): Html => form({ no, key, action, content });
  const withFiles = (action: string, content: Html): Html =>
    form({ no, key, action, content, hasFiles: true });
  const isAt = (action: string): boolean => typed.action === action;
  const was: Was = (action, name) => (isAt(action) ? typed.field(name) : '');
  const filesFor = (action: string): Html =>
    fileField(
      { ...(isAt(action) ? typed.files : noFiles), id: `files-${action}`, isAlone: action === 'attach' },
      reading,
    );
  return html`
    ${
      may('answer-request') &&
      withFiles(
        'answer-request',
        html`${area({ name: 'answer', label: t('answer'), hint: t('answerHint'), value: was('answer-request', 'answer') })}
          ${filesFor('answer-request')}<button class="main">${t('sendAnswer')}</button>`,
      )
    }
    ${ticket.stage === 'verifying' && verifying({ ticket, may, one, was }, t)}
    ${may('answer-survey') && html`<p><a class="cta" href="/t/${no}/survey">${t('fillSurvey')}</a></p>`}
    ${may('urge') && one('urge', html`<button>${t('urge')}</button>`)}
    ${ticket.urges > 0 && html`<p class="hint">${t('urged', { n: ticket.urges })}</p>`}
    ${
      may('reply') &&
      folded(
        t('reply'),
        withFiles(
          'reply',
          html`${area({ name: 'text', label: t('reply'), hint: t('replyHint'), value: was('reply', 'text') })}
            ${filesFor('reply')}<button>${t('sendReply')}</button>`,
        ),
        isAt('reply'),
      )
    }
    ${
      may('attach') &&
      folded(
        t('addOnlyFiles'),
        withFiles('attach', html`${filesFor('attach')}<button>${t('sendFile')}</button>`),
        isAt('attach'),
      )
    }
    ${
      may('reopen') &&
      folded(
        t('reopen'),
        one(
          'reopen',
          html`${area({ name: 'reason', label: t('reopen'), hint: t('reopenHint'), value: was('reopen', 'reason') })}<button>
              ${t('reopen')}
            </button>`,
        ),
      )
    }
    ${
      may('withdraw') &&
      folded(
        t('withdraw'),
        one(
          'withdraw',
          html`${area({ name: 'reason', label: t('withdraw'), hint: t('withdrawHint'), value: was('withdraw', 'reason') })}<button
              class="bad"
            >
              ${t('withdraw')}
            </button>`,
        ),
      )
    }
  `;
};

const verifying = (
  {
    ticket,
    may,
    one,
    was,
  }: {
    readonly ticket: FollowedTicket;
    readonly may: (action: string) => boolean;
    readonly one: (action: string, content: Html) => Html;
    readonly was: Was;
  },
  t: Say,
): Html => {
  const checked = html`<div class="field">
    <label for="checked">${t('verifyTitle')}</label>
    <textarea
      id="checked"
      name="checked"
      required
      maxlength="4000"
      placeholder="${t('verifyHint')}"
    ></textarea>
  </div>`;
  return html`<h2>${t('verifyTitle')}</h2>
    ${
      !ticket.isVerified &&
      may('record-verification') &&
      one(
        'verify',
        html`${checked}
          <div class="buttons">
            <button class="main" name="outcome" value="passed">${t('solved')}</button>
            <button class="bad" name="outcome" value="failed">${t('unsolved')}</button>
          </div>`,
      )
    }
    ${
      ticket.isVerified &&
      may('confirm-resolved') &&
      one(
        'confirm-resolved',
        html`<div class="field">
            <label for="comment">${t('commentHint')}</label>
            <textarea id="comment" name="comment" maxlength="4000"></textarea>
          </div>
          <button class="main">${t('solved')}</button>`,
      )
    }
    ${
      ticket.isVerified &&
      may('record-verification') &&
      folded(
        t('unsolved'),
        one(
          'verify',
          html`${area({ name: 'checked', label: t('unsolved'), hint: t('unsolvedHint'), value: was('verify', 'checked') })}<button
              class="bad"
              name="outcome"
              value="failed"
            >
              ${t('unsolved')}
            </button>`,
        ),
      )
    }`;
};
