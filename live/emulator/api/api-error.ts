/** Refusals in the shape of OpenAI's API. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly detail: { readonly param?: string; readonly code?: string } = {},
  ) {
    super(message);
  }

  /** The body of the response. */
  get body(): string {
    const { param = null, code = null } = this.detail;
    return JSON.stringify({ error: { message: this.message, type: this.type, param, code } });
  }
}

/** A request that says something that cannot be done; `param` names the field. */
export function invalidRequest(message: string, param?: string): ApiError {
  return new ApiError(400, 'invalid_request_error', message, param === undefined ? {} : { param });
}

/** A request for a model that is not served: 404, with the code that OpenAI's clients look for. */
export function unknownModel(model: string): ApiError {
  const detail = { param: 'model', code: 'model_not_found' };
  return new ApiError(404, 'invalid_request_error', `The model '${model}' does not exist.`, detail);
}
