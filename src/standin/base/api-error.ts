/** What distinguishes one API error from another, in Stripe's words. */
export interface ApiErrorFields {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
}

/** An answer that is an error, as Stripe's API gives it. */
export class ApiError extends Error {
  readonly fields: ApiErrorFields;

  constructor(fields: ApiErrorFields) {
    super(fields.message);
    this.fields = fields;
  }

  /** The body of the answer. */
  body(): object {
    const { status, ...rest } = this.fields;
    return { error: { type: status >= 500 ? 'api_error' : 'invalid_request_error', ...rest } };
  }
}

/** 404 for an id that is not there. */
export const noSuch = (what: string, id: string): ApiError =>
  new ApiError({ status: 404, code: 'resource_missing', param: 'id', message: `No such ${what}: '${id}'` });

/** 400 for a parameter that is missing or wrong. */
export const badParameter = (param: string, message: string, code = 'parameter_invalid'): ApiError =>
  new ApiError({ status: 400, code, param, message });
