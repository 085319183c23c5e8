package dev.ringback.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import java.util.Map;
import java.util.Optional;

/** Configures the API's tokens, by the name that the audit shows. Without tokens the API is closed. */
@ConfigMapping(prefix = "ringback.tokens")
public interface TokensConfig {
    @WithParentName
    Map<String, @Valid Token> all();

    /** A token has exactly one of {@code secret} and {@code sha256}. */
    interface Token {
        /** Returns the token itself. Prefer {@code sha256}, which is useless to a reader of the configuration. */
        Optional<String> secret();

        /** Returns the token's SHA-256 in hexadecimal. */
        Optional<String> sha256();

        Role role();
    }
}
