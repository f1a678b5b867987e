import { Checkbox, Form } from 'antd';
import type { ReactNode } from 'react';

/** One step of the script: what to say, what to fill in, and a tick where the manual asks for one. */
export const Step = ({
  nth,
  title,
  script,
  tick,
  children,
}: {
  readonly nth: number;
  readonly title: string;
  readonly script: string;
  readonly tick?: {
    readonly id: string;
    readonly label: string;
    readonly isDone: boolean;
    readonly error: string | undefined;
    readonly set: (isDone: boolean) => void;
  };
  readonly children?: ReactNode;
}) => (
  <fieldset className={tick?.isDone === true ? 'step done' : 'step'}>
    <legend>
      <span className="nth">{nth}</span> {title}
    </legend>
    <p className="script">{script}</p>
    {children}
    {tick !== undefined && (
      <Form.Item
        className="tick"
        {...(tick.error === undefined ? {} : { validateStatus: 'error', help: tick.error })}
      >
        <Checkbox id={tick.id} checked={tick.isDone} onChange={({ target }) => tick.set(target.checked)}>
          {tick.label}
        </Checkbox>
      </Form.Item>
    )}
  </fieldset>
);
