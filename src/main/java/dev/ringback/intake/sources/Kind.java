package dev.ringback.intake.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The kinds of sender we know: how each signs, and where in its bodies the facts stand that every rule needs. */
public enum Kind {
    SHOPIFY {
        @Override
        Verifier verifier(SourcesConfig.Source source, InstantSource clock) {
            return new ShopifyVerifier(source);
        }

        /** {@code updated_at} moves with each change of the resource; deletions and compliance topics have neither. */
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

        /** {@code created} in unix seconds, in thin events as RFC 3339 text. */
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

    /** The sender's time of the fact, where the body tells it. */
    public abstract Optional<Instant> asOf(JsonNode body);

    /** Whether the sender says that nothing real happened. */
    public abstract boolean isTest(JsonNode body);
}
