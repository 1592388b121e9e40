/**
 * What a request says. A turn of a session says what was said before, and then something new, as a chat client does: the
 * prompt keeps the tokens that the traffic wants, and a server's prefix cache sees a real conversation.
 */
import type { TrafficRequest } from '../../scenarios/index.js';
import type { Message } from '../endpoints/endpoint.js';
import type { Prompts } from './prompt.js';
import type { Turns } from './turns.js';

/** An answer as the server gave it. */
export interface Reply {
  readonly text: string;
  readonly tokens: number;
}

/** A turn that was sent. User texts are written again when they are needed: only what came from outside is kept. */
interface Turn {
  readonly request: TrafficRequest;
  /** Tokens of what the user said in this turn. */
  readonly userTokens: number;
  reply?: Reply;
}

/** The open sessions of a load and what was said in them. */
export class Conversations {
  private readonly open = new Map<string, Turn[]>();

  constructor(
    private readonly prompts: Prompts,
    private readonly turns: (request: TrafficRequest) => Turns,
  ) {}

  /**
   * The messages of a request, `inputTokens` of them together. A turn whose prompt has no room for what was said before begins
   * anew, and prefix blocks, where the traffic has them, say what the whole prompt is.
   */
  messages(request: TrafficRequest): Message[] {
    const { sessionId, inputTokens } = request;
    const turns = sessionId === undefined ? 'alike' : this.turns(request);
    if (sessionId === undefined || turns === 'alike') return [user(this.prompts(request))];
    if (turns === 'alone') return [user(this.prompts({ ...request, sessionId: undefined }))];
    const before = request.turn === 0 || request.prefixBlocks ? [] : (this.open.get(sessionId) ?? []);
    const room = inputTokens - before.reduce((sum, turn) => sum + turn.userTokens + this.replyTo(turn).tokens, 0);
    const said = room > 0 ? before : [];
    const turn: Turn = { request, userTokens: room > 0 ? room : inputTokens };
    this.open.set(sessionId, [...said, turn]);
    const earlier = said.flatMap((each): Message[] => [
      this.asked(each),
      { role: 'assistant', content: this.replyTo(each).text },
    ]);
    return [...earlier, this.asked(turn)];
  }

  /** Keeps the answer to the last turn of a session. */
  heard({ id, sessionId }: TrafficRequest, reply: Reply): void {
    const turn = sessionId === undefined ? undefined : this.open.get(sessionId)?.at(-1);
    if (turn?.request.id === id) turn.reply = reply;
  }

  /** Forgets a session. */
  end(sessionId: string): void {
    this.open.delete(sessionId);
  }

  private asked({ request, userTokens }: Turn): Message {
    const sessionId = `${request.sessionId}/${request.turn}`;
    return user(this.prompts({ ...request, sessionId, inputTokens: userTokens }));
  }

  /** Where no answer was heard, words in the length that the traffic tells. */
  private replyTo({ request, reply }: Turn): Reply {
    if (reply) return reply;
    const { id, outputTokens: tokens } = request;
    const sessionId = `${request.sessionId}/${request.turn}/reply`;
    return { text: this.prompts({ id, sessionId, inputTokens: tokens }), tokens };
  }
}

function user(content: string): Message {
  return { role: 'user', content };
}
