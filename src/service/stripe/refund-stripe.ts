import { Stripe } from 'stripe';
import { nowSeconds, type Clock } from '../base/clock.ts';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';
import type { GatewayAnswer, GatewayRefund, RefundGateway } from '../refunds/refund-gateway.ts';
import { refundChange, refundSchema } from '../refunds/parse-refund.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Refunds through Stripe's API. `client` is made on first use, so that a Till without a key can do all else. */
export function stripeRefunds(client: () => Stripe, clock: Clock): RefundGateway {
  return {
    refund: async (refund) => {
      try {
        const made = await client().refunds.create(parametersOf(refund), { idempotencyKey: refund.idempotencyKey });
        const change = refundChange(refundSchema.parse(made), nowSeconds(clock));
        return change === null
          ? { kind: 'unknown', reason: 'the answer names no payment intent' }
          : { kind: 'made', change };
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

function parametersOf({ paymentKey, orderId, amountMinor, reason }: GatewayRefund): Stripe.RefundCreateParams {
  const known = REASONS.find((one) => one === reason);
  return {
    payment_intent: paymentKey,
    amount: amountMinor,
    metadata: { order_id: orderId },
    ...(known === undefined ? {} : { reason: known }),
  };
}

/** Only an answer that says no is a no; a broken connection, a limit or trouble at Stripe's end leaves it open. */
function answerOf(error: unknown): GatewayAnswer {
  const reason = redactText(errorText(error)).slice(0, 300);
  const said =
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
  return { kind: said ? 'refused' : 'unknown', reason };
}
