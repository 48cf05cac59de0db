/** An error's facts. `code` is for programs and permanent, `message` for people. */
export interface ErrorFields {
  readonly code: string;
  readonly message: string;
}

/** The one shape of every error answer. */
export interface ErrorBody {
  readonly error: ErrorFields;
}

/** Builds an error answer. */
export const errorBody = (code: string, message: string): ErrorBody => ({ error: { code, message } });
