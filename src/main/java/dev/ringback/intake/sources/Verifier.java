package dev.ringback.intake.sources;

/** Tells a source's own deliveries from everybody else's. Safe for use by many threads. */
interface Verifier {
    /**
     * @return what the delivery is, now that it is known to be the source's
     * @throws UnverifiedException if no configured secret made the signature, or it is too old
     */
    Delivery.Authentic verify(Delivery delivery);
}
