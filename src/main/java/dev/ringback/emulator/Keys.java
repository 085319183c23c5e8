package dev.ringback.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identifies the caller of a bearer token (Hub contract, section 2). An API key names its own account; a person's token
 * needs a header with the account.
 */
final class Keys {
    private static final String PREFIX = "sk_live_";
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final String RESERVED = "kataven-admin";

    private final Hub hub;
    private final Settings settings;

    Keys(Hub hub, Settings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /**
     * Returns the caller for an Authorization and an X-Account-ID header, either of which may be null; otherwise throws
     * a refusal.
     */
    Caller identify(String authorization, String accountHeader) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            throw Refusal.of(401, "missing bearer token");
        }
        var token = authorization.substring("Bearer ".length()).trim();
        var caller = token.startsWith("eyJ") ? person(token, accountHeader) : machine(token);
        if (caller.account().equals(RESERVED)) {
            throw Refusal.of(403, "account is reserved");
        }
        return caller;
    }

    private Caller person(String token, String account) {
        if (!settings.sessions().contains(token)) {
            throw Refusal.of(401, "invalid token");
        }
        if (account == null || account.isBlank()) {
            throw Refusal.invalid("X-Account-ID header is required");
        }
        if (!account.equals(RESERVED) && !hub.store.knows(account)) {
            throw Refusal.of(403, "no access to this account");
        }
        return new Caller(account, true);
    }

    private Caller machine(String key) {
        var account = account(key).orElseThrow(() -> Refusal.of(401, "invalid API key"));
        var rows = hub.store.all(account, Table.API_KEY, Store.with("hash", hash(key)));
        var known = rows.stream().anyMatch(this::isValid);
        // A listed key that was revoked stays refused, even if unknown keys are accepted.
        if (!known && !(rows.isEmpty() && settings.acceptAnyKey())) {
            throw Refusal.of(401, "invalid API key");
        }
        hub.seeds().open(account);
        return new Caller(account, false);
    }

    private boolean isValid(ObjectNode row) {
        var expires = row.path("expires_at").asText(null);
        return row.path("disabled_at").isNull()
                && (row.path("expires_at").isNull() || Instant.parse(expires).isAfter(hub.clock.instant()));
    }

    /** Returns the account of a key: the text between the prefix and the last underscore. */
    static Optional<String> account(String key) {
        var end = key.lastIndexOf('_');
        if (!key.startsWith(PREFIX) || end <= PREFIX.length() || end == key.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(key.substring(PREFIX.length(), end))
                .filter(a -> SLUG.matcher(a).matches());
    }

    /** Returns the row of a key, which never contains the key itself. */
    static ObjectNode row(Hub hub, String name, String key, Instant expiresAt) {
        return Json.object()
                .put("id", hub.ids.next(Table.API_KEY.prefix))
                .put("name", name)
                .put("hash", hash(key))
                .put("last8", key.substring(key.length() - 8))
                .putNull("disabled_at")
                .put("expires_at", expiresAt == null ? null : expiresAt.toString())
                .put("created_at", hub.clock.instant().toString());
    }

    static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
