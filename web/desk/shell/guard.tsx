import { Button, Result } from 'antd';
import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n.js';

interface Props {
  readonly children: ReactNode;
}

const Failed = ({ retry }: { readonly retry: () => void }) => {
  const t = useWords('common');
  return (
    <Result
      status="error"
      title={t('unexpected')}
      extra={
        <Button type="primary" onClick={retry}>
          {t('retry')}
        </Button>
      }
    />
  );
};

/** Keeps an error of one page from emptying the screen. React knows such boundaries as classes only. */
export class Guard extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? (
      <Failed retry={() => this.setState({ hasFailed: false })} />
    ) : (
      this.props.children
    );
  }
}
