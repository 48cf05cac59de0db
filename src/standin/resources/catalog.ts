import { badParameter } from '../base/api-error.ts';
import { fieldsOf, intOf, textOf } from '../base/fields.ts';
import type { Call, Route } from './route.ts';
import type { World } from '../world.ts';

function createProduct({ params }: Call, { make, emit }: World) {
  const product = make('products', 'prod', { active: true, ...params, object: 'product' });
  emit('product.created', product);
  return product;
}

function createPrice({ params }: Call, { make, emit }: World) {
  const amount = intOf(params, 'unit_amount');
  if (amount === undefined)
    throw badParameter('unit_amount', 'Missing required param: unit_amount.', 'parameter_missing');
  const recurring = params['recurring'] === undefined ? null : recurringOf(params);
  const price = make('prices', 'price', {
    active: true,
    billing_scheme: 'per_unit',
    ...params,
    object: 'price',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
    type: recurring === null ? 'one_time' : 'recurring',
    recurring,
  });
  emit('price.created', price);
  return price;
}

function recurringOf(params: Call['params']) {
  const given = fieldsOf(params, 'recurring');
  const interval = textOf(given, 'interval') ?? 'month';
  return {
    interval,
    interval_count: intOf(given, 'interval_count') ?? 1,
    usage_type: textOf(given, 'usage_type') ?? 'licensed',
  };
}

function createCustomer({ params }: Call, { make, emit }: World) {
  const customer = make('customers', 'cus', { email: null, ...params, object: 'customer' });
  emit('customer.created', customer);
  return customer;
}

function updateCustomer({ id, params }: Call, { store, emit }: World) {
  const customer = Object.assign(store.find('customers', id), params);
  emit('customer.updated', customer);
  return customer;
}

function createPaymentMethod({ params }: Call, { make }: World) {
  return make('payment_methods', 'pm', { customer: null, ...params, object: 'payment_method' });
}

/** Customers, products, prices and payment methods. */
export const catalogRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/customers', run: createCustomer },
  { method: 'POST', path: '/v1/customers/:id', run: updateCustomer },
  { method: 'POST', path: '/v1/products', run: createProduct },
  { method: 'POST', path: '/v1/prices', run: createPrice },
  { method: 'POST', path: '/v1/payment_methods', run: createPaymentMethod },
];
