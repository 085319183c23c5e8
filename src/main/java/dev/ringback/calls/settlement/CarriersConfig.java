package dev.ringback.calls.settlement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configures the carrier accounts that the Hub dials through, by local names. Only their call logs are read. */
@ConfigMapping(prefix = "ringback.carriers")
public interface CarriersConfig {
    @WithParentName
    Map<String, @Valid Account> all();

    /** An account at a carrier. */
    interface Account {
        Kind kind();

        /** Twilio's Account SID or Plivo's Auth ID. */
        @NotBlank
        String account();

        /** The SID of a Twilio API key; without it the secret is the account's auth token. Plivo has none. */
        Optional<String> key();

        /** The secret of the key, or the auth token. */
        @NotBlank
        String secret();

        /** The carrier's address, without a path; by default the vendor's. */
        Optional<URI> url();

        /** The caller numbers whose calls this account carries; absent: all numbers that no other account names. */
        Optional<List<String>> numbers();

        /** The timeout of one page of the log. */
        @WithDefault("20s")
        Duration timeout();
    }

    /** The carrier whose log is read. */
    enum Kind {
        TWILIO("https://api.twilio.com"),
        PLIVO("https://api.plivo.com");

        private final URI address;

        Kind(String address) {
            this.address = URI.create(address);
        }

        URI address() {
            return address;
        }
    }
}
