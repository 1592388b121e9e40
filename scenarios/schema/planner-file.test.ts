import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { SMALL } from '../testing/small-scenario.js';
import { connectorSchema, plannerFileSchema, sourceSchema, sourceSpec } from './planner-file.js';

const PROMETHEUS = { kind: 'prometheus', url: 'http://localhost:9090' };
const SCRAPE = { kind: 'scrape', urls: ['http://localhost:8000/metrics'] };
const access = { dialect: 'dynamo', labels: {}, insecure: false, timeout_s: 5, max_age_s: 30 };

describe('a source', () => {
  it('is a Prometheus, or pages that are scraped', () => {
    expect(sourceSpec({ kind: 'prometheus', url: 'http://localhost:9090' })).toEqual({
      ...PROMETHEUS,
      ...access,
      retries: 3,
    });
    expect(sourceSpec({ kind: 'scrape', urls: SCRAPE.urls })).toEqual({ ...SCRAPE, ...access, scrape_interval_s: 5 });
  });

  it('of one kind has no field of the other', () => {
    expect(sourceSchema.safeParse({ ...PROMETHEUS, scrape_interval_s: 5 }).success).toBe(false);
    expect(sourceSchema.safeParse({ ...SCRAPE, retries: 1 }).success).toBe(false);
  });

  itHasLimits(sourceSchema, PROMETHEUS, [
    ['url', ['https://p.example.org/prometheus'], ['localhost:9090', 'ftp://x', '', undefined]],
    ['retries', [0, 5], [-1]],
    ['dialect', ['nv', 'dynamo', 'router'], ['vllm']],
    ['labels', [{ model: 'm' }], [{ model: 5 }]],
    ['workers', [{ decode: { labels: { pod: 'd' } } }, {}], [{ decode: {} }, { encode: { labels: {} } }]],
    ['token_env', ['TOKEN'], ['']],
    ['timeout_s', [0.1], [0]],
    ['max_age_s', [1], [0]],
  ]);

  describe('of pages', () => {
    itHasLimits(sourceSchema, SCRAPE, [
      ['urls', [['http://a', 'https://b']], [[], ['file:///etc/passwd'], 'http://a']],
      ['scrape_interval_s', [0.5], [0]],
    ]);
  });
});

describe('a connector', () => {
  it.each([
    { kind: 'emulator', url: 'http://localhost:8000' },
    { kind: 'kubernetes' },
    { kind: 'kubernetes', graph_deployment: { name: 'g', components: { decode: 'Decode' } } },
    { kind: 'kubernetes', workloads: { prefill: { kind: 'LeaderWorkerSet', name: 'p' } } },
    { kind: 'virtual', url: 'http://localhost:2379', namespace: 'dynamo' },
    { kind: 'advisory' },
  ])('%j', (spec) => expect(connectorSchema.parse(spec)).toEqual(spec));

  it.each([
    {},
    { kind: 'emulator' },
    { kind: 'emulator', url: 'localhost' },
    { kind: 'kubernetes', workloads: { prefill: { kind: 'DaemonSet', name: 'p' } } },
    { kind: 'kubernetes', graph_deployment: {} },
    { kind: 'virtual', url: 'http://localhost:2379' },
    { kind: 'advisory', url: 'http://localhost' },
  ])('not %j', (spec) => expect(connectorSchema.safeParse(spec).success).toBe(false));
});

const base = {
  planner: SMALL['planner'],
  cluster: SMALL['cluster'],
  sla: SMALL['sla'],
  source: PROMETHEUS,
  connector: { kind: 'advisory' },
};

itHasLimits(plannerFileSchema, base, [
  ['planner', [{ policy: 'hpa' }], [undefined, {}]],
  ['source', [SCRAPE], [undefined]],
  ['connector', [{ kind: 'advisory' }], [undefined]],
  ['watch_interval_s', [1], [0]],
  ['listen', ['127.0.0.1:0', '[::]:9085', 'host-1.example:80'], ['9085', 'host', 'host:', 'http://host:1', '::1:80']],
  ['record', ['runs/x', undefined], ['']],
  ['state', ['state.json'], ['']],
  ['lease', [{ file: 'l' }, { kubernetes: 'l' }, undefined], [{}, { file: 'l', kubernetes: 'l' }, { file: '' }]],
]);

it('a lease says which of the two it must be', () => {
  expect(plannerFileSchema.safeParse({ ...base, lease: {} }).error!.issues).toMatchObject([
    { path: ['lease'], message: 'expected file or kubernetes' },
  ]);
});

describe('access to a source', () => {
  it('is by a token of the environment or of a file, and its own authority', () => {
    const access = { token_env: 'TOKEN', token_file: '/var/run/token', ca_file: '/etc/ca.pem', insecure: true };
    expect(sourceSchema.parse({ ...PROMETHEUS, ...access })).toMatchObject(access);
  });

  it('may tell the series of workers by role', () => {
    const workers = { prefill: { labels: { component: 'prefill' } }, decode: { labels: {} } };
    expect(sourceSchema.parse({ ...SCRAPE, workers })).toMatchObject({ workers });
  });
});

describe('a connector of Kubernetes', () => {
  const kubernetes = { kind: 'kubernetes', namespace: 'serving', context: 'prod', kubeconfig: '/etc/kube/config' };

  itHasLimits(connectorSchema, kubernetes, [
    ['namespace', ['default', undefined], ['']],
    ['context', ['prod', undefined], ['']],
    ['kubeconfig', ['/a', undefined], ['']],
    [
      'graph_deployment',
      [{ name: 'g' }, { name: 'g', components: {} }],
      [{}, { name: '' }, { name: 'g', components: { decode: '' } }],
    ],
    [
      'workloads',
      [{}, { decode: { kind: 'Deployment', name: 'd' }, prefill: { kind: 'StatefulSet', name: 'p' } }],
      [
        { decode: { kind: 'Deployment' } },
        { decode: { kind: 'Pod', name: 'd' } },
        { other: { kind: 'Deployment', name: 'd' } },
      ],
    ],
  ]);
});

describe('a connector of etcd', () => {
  itHasLimits(connectorSchema, { kind: 'virtual', url: 'http://localhost:2379', namespace: 'dynamo' }, [
    ['namespace', ['x'], ['', undefined]],
    ['prefix', ['/x/', undefined], ['']],
    ['instances', [{ decode: 'v1/d' }, {}, undefined], [{ decode: '' }, { encode: 'x' }]],
  ]);
});
