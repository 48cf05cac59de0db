import type { RefundChange } from './refund.ts';

/** A refund to be made at the payment processor. The same key with the same content makes it once, however often it is sent. */
export interface GatewayRefund {
  readonly idempotencyKey: string;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly reason: string | null;
}

/** What came of it. `unknown`: it may or may not have been made, and is asked for again under the same key. */
export type GatewayAnswer =
  | { readonly kind: 'made'; readonly change: RefundChange }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The payment processor, as far as refunds go. Never throws. */
export interface RefundGateway {
  refund(refund: GatewayRefund): Promise<GatewayAnswer>;
}
