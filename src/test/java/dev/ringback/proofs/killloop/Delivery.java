package dev.ringback.proofs.killloop;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One request of the load, to be sent until it is accepted: a webhook, or a person's opt-out.
 *
 * @param id the sender's id, which repetitions share
 * @param about the invoice
 * @param asOf when its fact was, by the service's clock
 */
record Delivery(String id, Kind kind, String about, int line, String number, Instant asOf) {
    /** What the fact is. */
    enum Kind {
        FAILED("invoice.payment_failed"),
        PAID("invoice.paid"),
        /** The person wants no call about anything; not a webhook, but a call of the API. */
        OPTED_OUT("");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    boolean isWebhook() {
        return kind != Kind.OPTED_OUT;
    }

    byte[] body() {
        String body = isWebhook()
                ? """
                {"id":"%s","object":"event","type":"%s","created":%d,"livemode":true,
                 "data":{"object":{"id":"%s","line":%d,"amount_due":4900,"customer_phone":"%s"}}}
                """.formatted(id, kind.type, asOf.getEpochSecond(), about, line, number)
                : "{\"number\":\"" + number + "\",\"note\":\"" + id + "\"}";
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
