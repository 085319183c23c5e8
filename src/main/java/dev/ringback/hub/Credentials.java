package dev.ringback.hub;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;

/** The identity that a request is sent with (docs/HUB.md). */
public sealed interface Credentials {
    /** An {@code sk_live_} key, which names its own account. */
    record ApiKey(Secret key) implements Credentials {}

    /**
     * A person signed in to the Hub, for operations that a key may not call, such as managing keys.
     *
     * @param token a JWT, valid for about an hour
     * @param account the slug of the account to use
     */
    record Session(Secret token, String account) implements Credentials {
        public Session {
            Objects.requireNonNull(account, "a session is of an account");
        }
    }

    /** An anonymous visitor, for the public widget paths. */
    record Visitor() implements Credentials {}

    /**
     * Reads {@code ringback.hub.api-key}: a key, or a JWT together with {@code ringback.hub.account}.
     *
     * @throws IllegalStateException if the key is missing or malformed, or a JWT has no account
     */
    static Credentials of(HubConfig config) {
        String text = config.apiKey()
                .orElseThrow(() -> new IllegalStateException("no key for the Hub: set ringback.hub.api-key"
                        + " (RINGBACK_HUB_API_KEY) or KATAVEN_API_KEY to an sk_live_… key"))
                .strip(); // a key read from a file often ends with a line feed
        if (text.chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
            throw new IllegalStateException("ringback.hub.api-key holds white space or letters that no key has");
        }
        if (!text.startsWith("eyJ")) {
            return new ApiKey(new Secret(text));
        }
        String account = config.account()
                .orElseThrow(() -> new IllegalStateException(
                        "ringback.hub.api-key is a JWT, which needs ringback.hub.account beside it"));
        return new Session(new Secret(text), account);
    }

    /** Returns a filter that adds the credentials to every request of a client. */
    default ClientRequestFilter filter() {
        return switch (this) {
            case ApiKey(var key) -> request -> authorize(request, key);
            case Session(var token, var account) ->
                request -> {
                    authorize(request, token);
                    request.getHeaders().putSingle("X-Account-ID", account);
                };
            case Visitor() -> request -> {};
        };
    }

    private static void authorize(ClientRequestContext request, Secret bearer) {
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + bearer.text());
    }
}
