import { App } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../../api/client.js';
import type { Problem } from '../../api/types.js';
import { useWords } from '../../i18n.js';

export interface Doing<Refused extends Problem> {
  /** Does some work of the API's; a refusal (ProblemError) stays as `problem`, any other failure is told in passing. */
  readonly doing: (work: () => Promise<void>) => Promise<void>;
  readonly isBusy: boolean;
  /** Of the last work; null while it goes on and when it went well. */
  readonly problem: Refused | null;
}

/** Work that a button starts, outside of a drawer's form. */
export const useDoing = <Refused extends Problem = Problem>(): Doing<Refused> => {
  const common = useWords('common');
  const { message } = App.useApp();
  const [problem, setProblem] = useState<Refused | null>(null);
  const [isBusy, setBusy] = useState(false);
  const doing = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof ProblemError) setProblem(error.problem as Refused);
      else void message.error(common('failed'));
    } finally {
      setBusy(false);
    }
  };
  return { doing, isBusy, problem };
};
