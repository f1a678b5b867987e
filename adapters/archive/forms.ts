import type { Content, TableCell } from 'pdfmake';
import {
  dimensionLabels,
  stageLabels,
  surveyDimensions,
  typeLabels,
  urgencyLabels,
  type Label,
} from '../../domain/words.js';
import type { ArchiveRecord } from '../postgres/read-archive.js';

/** The manual's three templates (§3) as office forms, in Chinese with English beneath. */

type Templates = ArchiveRecord['templates'];

export interface FormWords {
  /** A person as a form names them: name and staff number. */
  readonly nameOf: (person: PersonIn) => string;
  /** A moment in RFC 3339 as a form writes it. */
  readonly time: (at: unknown) => string;
}

type PersonIn = { readonly id: string; readonly staffNumber?: string | null } | null | undefined;

const both = ({ 'zh-CN': zh, en }: Label): string => `${zh} ${en}`;

const head = (zh: string, en: string): TableCell => ({
  stack: [zh, { text: en, fontSize: 7.5, color: '#555555' }],
  fillColor: '#f0f2f5',
});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const wide = (cell: Content): TableCell[] => [{ ...(cell as object), colSpan: 3 }, {}, {}];

const form = (zh: string, en: string, body: TableCell[][]): Content[] => [
  { text: zh, fontSize: 18, alignment: 'center', margin: [0, 0, 0, 2] },
  { text: en, fontSize: 9, alignment: 'center', color: '#555555', margin: [0, 0, 0, 12] },
  {
    table: { widths: [82, '*', 82, '*'], body },
    layout: 'form',
  },
];

/** Template 1, 《技术支持工单登记表》. */
export const registerForm = ({ register }: Templates, { nameOf, time }: FormWords): Content[] => {
  const { description, contact } = register;
  return form('技术支持工单登记表', 'Technical support ticket register', [
    [head('工单号', 'Ticket'), register.no, head('受理时间', 'Accepted'), time(register.acceptedAt)],
    [head('提报人', 'Reporter'), register.reporter, head('部门', 'Department'), register.department],
    [
      head('联系方式', 'Contact'),
      ...wide({ text: [contact.extension, contact.email].filter((way) => way !== null).join('　') }),
    ],
    [
      head('问题描述', 'Description'),
      ...wide({
        stack: [
          `故障现象 Symptom：${description.symptom}`,
          `发生时间 Occurred：${time(description.occurredAt)}`,
          `影响范围 Impact：${description.impact}`,
          `已尝试的操作 Attempted：${description.attempted}`,
        ],
      }),
    ],
    [
      head('问题类型', 'Type'),
      both(typeLabels[register.type]),
      head('紧急程度', 'Urgency'),
      both(urgencyLabels[register.urgency]),
    ],
    [
      head('受理人', 'Taken by'),
      nameOf(register.takenBy),
      head('状态', 'Status'),
      both(stageLabels[register.stage]),
    ],
    [
      head('预计解决时间', 'Expected resolution'),
      time(register.expectedResolutionAt),
      head('实际解决时间', 'Actual resolution'),
      time(register.resolvedAt),
    ],
  ]);
};

/** Template 2, 《服务满意度调查表》, as it was filled in; empty boxes where nobody answered. */
export const surveyForm = (record: ArchiveRecord, { time }: FormWords): Content[] => {
  const answers: readonly Readonly<Record<string, unknown>>[] =
    record.templates.survey.length === 0 ? [{}] : record.templates.survey;
  return answers.flatMap((answer, i) => [
    ...(i === 0 ? [] : [{ text: '', pageBreak: 'before' } as Content]),
    ...form('服务满意度调查表', 'Service satisfaction survey', [
      [
        head('工单号', 'Ticket'),
        record.no,
        head('填写时间', 'Answered'),
        answer['answeredAt'] === undefined ? '未填写 not answered' : time(answer['answeredAt']),
      ],
      ...surveyDimensions.map((dimension): TableCell[] => [
        head(dimensionLabels[dimension]['zh-CN'], dimensionLabels[dimension].en),
        ...wide({
          columns: [
            ...[1, 2, 3, 4, 5].map((score) => box(score, answer[dimension] === score)),
            {
              text: typeof answer[dimension] === 'number' ? `${answer[dimension]} 分` : '',
              alignment: 'right',
            },
          ],
        }),
      ]),
      [head('不满意', 'Not satisfied'), ...wide(box('', answer['notSatisfied'] === true))],
      [head('建议', 'Suggestions'), ...wide({ text: text(answer['suggestions']), margin: [0, 0, 0, 40] })],
    ]),
  ]);
};

const box = (score: number | '', isTicked: boolean): Content => ({
  columnGap: 4,
  columns: [
    {
      width: 12,
      canvas: [
        { type: 'rect', x: 0, y: 2, w: 9, h: 9, lineWidth: 0.8 },
        ...(isTicked
          ? [
              {
                type: 'polyline' as const,
                points: [
                  { x: 1.5, y: 6.5 },
                  { x: 4, y: 9.5 },
                  { x: 8, y: 3.5 },
                ],
                lineWidth: 1.4,
              },
            ]
          : []),
      ],
    },
    { text: `${score}`, width: 'auto' },
  ],
});

/** Template 3, 《问题升级申请表》, one sheet a request. */
export const escalationForm = (record: ArchiveRecord, { nameOf, time }: FormWords): Content[] =>
  record.templates.escalationRequests.flatMap((request, i) => {
    const { applicant, requestedAt, decision, ended } = request;
    const filed = request as unknown as Readonly<Record<string, unknown>>;
    const decided = decision as (Readonly<Record<string, unknown>> & { readonly at: string }) | null;
    const verdict = decided === null ? '待审 pending' : verdicts[String(decided['decision'])];
    const words = [verdict, text(decided?.['comment'] ?? decided?.['reason'])].filter(Boolean).join('：');
    return [
      ...(i === 0 ? [] : [{ text: '', pageBreak: 'before' } as Content]),
      ...form('问题升级申请表', 'Escalation request', [
        [head('工单号', 'Ticket'), record.no, head('申请时间', 'Requested'), time(requestedAt)],
        [head('申请人', 'Applicant'), ...wide({ text: nameOf(applicant) })],
        [head('处理进展', 'Progress so far'), ...wide({ text: text(filed['progress']) })],
        [head('升级原因', 'Reason'), ...wide({ text: text(filed['reason']) })],
        [head('所需支持', 'Support needed'), ...wide({ text: text(filed['support']) })],
        [head('主管意见', 'Decision'), ...wide({ text: words })],
        [head('审批人', 'Decided by'), nameOf(decision?.by), head('审批时间', 'Decided'), time(decided?.at)],
        [
          head('升级对接人', 'Liaison'),
          nameOf(decided?.['liaison'] as PersonIn),
          head('结束时间', 'Ended'),
          time(ended?.at),
        ],
      ]),
    ];
  });

const verdicts: Readonly<Record<string, string>> = { approve: '同意 approved', decline: '不同意 declined' };
