import type { Policy } from './policy.js';
import {
  dimensionLabels,
  surveyDimensions,
  type FollowUpReason,
  type Label,
  type Language,
  type SurveyDimension,
} from './words.js';

export type SurveyAnswer = Readonly<Record<SurveyDimension, number>> & {
  readonly suggestions?: string | undefined;
  readonly notSatisfied?: boolean | undefined;
};

/**
 * Why an answered survey obliges the supervisor to follow up (§2.4.4), each reason on its own: a praising 2 is a low
 * score, a complaining 5 has negative words, and both are shown as they were given. Nothing is guessed.
 */
export const followUpReasonsOf = (answer: SurveyAnswer, { survey }: Policy): readonly FollowUpReason[] => {
  const scores = surveyDimensions.map((dimension) => answer[dimension]);
  const judged =
    survey.judgedBy === 'average'
      ? scores.reduce((sum, score) => sum + score, 0) / scores.length
      : Math.min(...scores);
  const suggestions = answer.suggestions?.toLowerCase() ?? '';
  const holds: Readonly<Record<FollowUpReason, boolean>> = {
    'low-score': judged < survey.lowBelow,
    'negative-words': survey.negativeWords.some((word) => suggestions.includes(word.toLowerCase())),
    'not-satisfied': answer.notSatisfied === true,
  };
  return (Object.keys(holds) as FollowUpReason[]).filter((reason) => holds[reason]);
};

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

const wording = {
  title: label('服务满意度调查表', 'Service satisfaction survey'),
  scale: {
    1: label('很不满意', 'Very dissatisfied'),
    2: label('不满意', 'Dissatisfied'),
    3: label('一般', 'Neutral'),
    4: label('满意', 'Satisfied'),
    5: label('很满意', 'Very satisfied'),
  },
  suggestions: label('建议', 'Suggestions'),
  notSatisfied: label('对处理结果不满意', 'Not satisfied with the outcome'),
} as const;

/** The survey as it is put to people (Template 2), in one language. */
export interface SurveyForm {
  readonly language: Language;
  readonly title: string;
  readonly dimensions: readonly { readonly name: SurveyDimension; readonly title: string }[];
  /** What the scores 1 to 5 are called. */
  readonly scale: Readonly<Record<string, string>>;
  readonly suggestions: string;
  readonly notSatisfied: string;
}

/** Kept with each answer, so that the survey can be shown as it looked, whatever it looks like by then (§2.5.2). */
export const surveyForm = (language: Language): SurveyForm => ({
  language,
  title: wording.title[language],
  dimensions: surveyDimensions.map((name) => ({ name, title: dimensionLabels[name][language] })),
  scale: Object.fromEntries(Object.entries(wording.scale).map(([score, title]) => [score, title[language]])),
  suggestions: wording.suggestions[language],
  notSatisfied: wording.notSatisfied[language],
});
