/** The one shape of every error answer. `code` is for programs and permanent, `message` for people. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** Builds an error answer. */
export const errorBody = (code: string, message: string): ErrorBody => ({ error: { code, message } });
