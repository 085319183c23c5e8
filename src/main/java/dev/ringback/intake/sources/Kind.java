package dev.ringback.intake.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Lists the supported kinds of sender. Each kind verifies its signature and reads the facts that every rule needs. */
public enum Kind {
    SHOPIFY {
        @Override
        Verifier verifier(SourcesConfig.Source source, InstantSource clock) {
            return new ShopifyVerifier(source);
        }

        /** Reads {@code updated_at}, else {@code created_at}. Deletions and compliance topics have neither. */
        @Override
        public Optional<Instant> asOf(JsonNode body) {
            return time(body.path("updated_at")).or(() -> time(body.path("created_at")));
        }

        @Override
        public boolean isTest(JsonNode body) {
            return body.path("test").asBoolean(false);
        }

        private static Optional<Instant> time(JsonNode text) {
            try {
                return text.isTextual()
                        ? Optional.of(OffsetDateTime.parse(text.textValue()).toInstant())
                        : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    },
    STRIPE {
        @Override
        Verifier verifier(SourcesConfig.Source source, InstantSource clock) {
            return new StripeVerifier(source, clock);
        }

        /** Reads {@code created}: unix seconds, or RFC 3339 text in thin events. */
        @Override
        public Optional<Instant> asOf(JsonNode body) {
            JsonNode created = body.path("created");
            try {
                if (created.canConvertToLong()) {
                    return Optional.of(Instant.ofEpochSecond(created.longValue()));
                }
                return created.isTextual() ? Optional.of(Instant.parse(created.textValue())) : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean isTest(JsonNode body) {
            return !body.path("livemode").asBoolean(true);
        }
    };

    abstract Verifier verifier(SourcesConfig.Source source, InstantSource clock);

    /** Returns the sender's time of the fact; empty if the body has none. */
    public abstract Optional<Instant> asOf(JsonNode body);

    /** Returns whether the sender marks the event as a test. */
    public abstract boolean isTest(JsonNode body);
}
