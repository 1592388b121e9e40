/** A fake API server for one test file, with a client that signs in as its administrator and a diary of what was asked. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { KubeApi } from '../kubernetes/api.js';
import { FakeKube } from './fake-kube.js';
import type { Answer } from './fake-kube-request.js';
import type { KubeObject } from './kube-objects.js';
import { accessTo, admin } from './kube-server.js';
import { pathOf } from './kube-world.js';

export interface OpenKube {
  readonly server: FakeKube;
  readonly api: KubeApi;
  /** `GET /path` and so on, in order; the administrator's own are in it too. Emptied after every test. */
  readonly asked: string[];
  /** Answers instead of the server; `undefined` leaves it to it. Forgotten after every test. */
  instead: (method: string, path: string) => Answer | undefined;
  /** Makes an object of `group/version/plural`, its status too where it has one. */
  make(namespace: string, collection: string, object: KubeObject): Promise<void>;
  read(namespace: string, collection: string, name: string): Promise<KubeObject>;
}

/** Starts it before the tests of the file and ends it after them. */
export function openKube(): OpenKube {
  const server = new FakeKube();
  const untouched = () => undefined;
  let api: KubeApi;
  const kube: OpenKube = {
    server,
    get api() {
      return api;
    },
    asked: [],
    instead: untouched,
    async make(namespace, collection, { status, ...object }) {
      await admin(server, 'POST', pathOf(namespace, collection), object);
      if (status === undefined) return;
      await admin(server, 'PATCH', `${pathOf(namespace, collection, object.metadata.name)}/status`, { status });
    },
    read: (namespace, collection, name) => admin(server, 'GET', pathOf(namespace, collection, name)),
  };
  server.intercept = (method, path) => {
    kube.asked.push(`${method} ${path}`);
    return kube.instead(method, path);
  };
  beforeAll(async () => {
    await server.start();
    api = new KubeApi(accessTo(server, 'admin'));
  });
  afterEach(() => {
    kube.asked.length = 0;
    kube.instead = untouched;
  });
  afterAll(async () => {
    await api.close();
    await server.stop();
  });
  return kube;
}
