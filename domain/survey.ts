import type { Policy } from './policy.js';
import { surveyDimensions, type SurveyDimension } from './words.js';

export type SurveyAnswer = Readonly<Record<SurveyDimension, number>> & {
  readonly suggestions?: string | undefined;
  readonly notSatisfied?: boolean | undefined;
};

/** Whether an answered survey obliges the supervisor to follow up (§2.4.4): a low score or negative feedback. */
export const isLowSurvey = (answer: SurveyAnswer, { survey }: Policy): boolean => {
  const scores = surveyDimensions.map((dimension) => answer[dimension]);
  const judged =
    survey.judgedBy === 'average'
      ? scores.reduce((sum, score) => sum + score, 0) / scores.length
      : Math.min(...scores);
  const suggestions = answer.suggestions?.toLowerCase() ?? '';
  return (
    judged < survey.lowBelow ||
    answer.notSatisfied === true ||
    survey.negativeWords.some((word) => suggestions.includes(word.toLowerCase()))
  );
};
