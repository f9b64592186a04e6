/** The rule lives in common, because gateways fold the same value from the records. */
export * from '../common/credit-value';
