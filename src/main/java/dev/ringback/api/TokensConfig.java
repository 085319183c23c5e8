package dev.ringback.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import java.util.Map;
import java.util.Optional;

/** The API's tokens, by the name that stands in the audit. Without any the API is closed. */
@ConfigMapping(prefix = "ringback.tokens")
public interface TokensConfig {
    @WithParentName
    Map<String, @Valid Token> all();

    /** One of {@code secret} and {@code sha256} is given. */
    interface Token {
        /** The token itself; prefer {@code sha256}, which is useless to whoever reads the configuration. */
        Optional<String> secret();

        /** The token's SHA-256 in hexadecimal. */
        Optional<String> sha256();

        Role role();
    }
}
