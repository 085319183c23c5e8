package dev.ringback.intake.sources;

/** Verifies that a delivery comes from its source. Safe for use by many threads. */
interface Verifier {
    /**
     * @return the id and type of the verified delivery
     * @throws UnverifiedException if no configured secret made the signature, or the delivery fails another check
     */
    Delivery.Authentic verify(Delivery delivery);
}
