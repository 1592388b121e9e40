import { expect, it } from 'vitest';
import { scenarioSchema } from '../schema/scenario.js';
import { parseScenarioText } from './document.js';
import { applyOverrides, parseOverride } from './overrides.js';

const TEXT = `
cluster:
  prefill: { startup: &slow { stages: [{ name: load, fixed_s: 60 }] } }
  decode: { startup: *slow }
`;

function overridden(...texts: string[]): unknown {
  const document = parseScenarioText(TEXT, 'some.yaml');
  applyOverrides(scenarioSchema, document, texts.map(parseOverride));
  return document.yaml.toJS();
}

const stages = (fixed_s: number) => ({ stages: [{ name: 'load', fixed_s }] });

it('an override of an anchored part leaves its aliases as they are written', () => {
  expect(overridden('cluster.prefill.startup=5')).toEqual({
    cluster: { prefill: { startup: 5 }, decode: { startup: stages(60) } },
  });
  expect(overridden('cluster.prefill.startup.stages.0.fixed_s=5')).toEqual({
    cluster: { prefill: { startup: stages(5) }, decode: { startup: stages(60) } },
  });
});

it('an override reaches into an alias and leaves the anchored part alone', () => {
  expect(overridden('cluster.decode.startup.stages.0.fixed_s=5')).toEqual({
    cluster: { prefill: { startup: stages(60) }, decode: { startup: stages(5) } },
  });
});
