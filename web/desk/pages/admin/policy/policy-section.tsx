import { Alert, Spin } from 'antd';
import { useLocation, useSearch } from 'wouter';
import { useMay } from '../../../api/admin.js';
import { usePolicies, usePolicy, usePolicySchema } from '../../../api/policy.js';
import { useLanguage } from '../../../i18n.js';
import { DifferenceList } from './difference-list.js';
import { PolicyEditor } from './policy-editor.js';
import { PolicyTrial } from './policy-trial.js';
import { PolicyVersions } from './policy-versions.js';
import { RollOuts } from './roll-outs.js';
import './policy.css';

/** The manual's numbers by version: read, compared, edited, tried, activated and rolled out. */
export const PolicySection = () => {
  const { language } = useLanguage();
  const mayTry = useMay('supervisor', 'manager');
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const policies = usePolicies();
  const schema = usePolicySchema();
  const edited = numberOf(asked.get('edit'));
  const tried = numberOf(asked.get('try'));
  const from = numberOf(asked.get('from'));
  const to = numberOf(asked.get('to'));
  const base = usePolicy(edited);
  const show = (next: Readonly<Record<string, string>>): void =>
    go(`/admin/policy?${new URLSearchParams(next).toString()}`);
  if (policies.data === undefined) return <Spin className="admin-wait" />;
  const newest = policies.data.policies[0]?.version ?? 0;
  if (edited !== null)
    return base.data === undefined || schema === null ? (
      <Spin className="admin-wait" />
    ) : (
      <PolicyEditor
        key={edited}
        base={base.data.policy}
        newest={newest}
        schema={schema}
        done={(version) => show(version === null ? {} : { try: String(version) })}
      />
    );
  return (
    <>
      {policies.data.warnings.map(({ year, detail }) => (
        <Alert key={year} className="admin-note" type="warning" showIcon title={detail[language]} />
      ))}
      <PolicyVersions policies={policies.data.policies} show={show} />
      {from !== null && to !== null && <DifferenceList from={from} to={to} />}
      {tried !== null && mayTry && <PolicyTrial key={tried} tried={{ version: tried }} />}
      {mayTry && <RollOuts />}
    </>
  );
};

const numberOf = (text: string | null): number | null =>
  text !== null && /^[1-9]\d{0,8}$/u.test(text) ? Number(text) : null;
