package dev.ringback.hub;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;

/** Who asks (docs/HUB.md). */
public sealed interface Credentials {
    /** An {@code sk_live_} key, which names its own account. */
    record ApiKey(Secret key) implements Credentials {}

    /**
     * A person signed in to the Hub, for what a key may not do: keys themselves, for one.
     *
     * @param token a JWT, which lives about an hour
     * @param account the slug of the account it is used for
     */
    record Session(Secret token, String account) implements Credentials {
        public Session {
            Objects.requireNonNull(account, "a session is of an account");
        }
    }

    /** Nobody in particular, for the paths that visitors of a widget use. */
    record Visitor() implements Credentials {}

    /** What {@code ringback.hub.api-key} holds: a key, or a JWT beside {@code ringback.hub.account}. */
    static Credentials of(HubConfig config) {
        String text = config.apiKey()
                .orElseThrow(() -> new IllegalStateException("no key for the Hub: set ringback.hub.api-key"
                        + " (RINGBACK_HUB_API_KEY) or KATAVEN_API_KEY to an sk_live_… key"))
                .strip(); // one read from a file often ends with a line feed
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

    /** Puts them on every request of a client. */
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
