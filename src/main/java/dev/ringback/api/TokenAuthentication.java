package dev.ringback.api;

import dev.ringback.platform.Sha256;
import io.quarkus.runtime.Startup;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Authenticates callers of the API by their bearer token. Only SHA-256 digests of tokens are kept in memory. */
@ApplicationScoped
@Startup // reports a wrong setting at start, not at the first request
class TokenAuthentication implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    private final List<Known> known = new ArrayList<>();

    TokenAuthentication(TokensConfig config) {
        config.all().forEach((name, token) -> {
            if (token.secret().isPresent() == token.sha256().isPresent()) {
                throw new IllegalStateException("ringback.tokens." + name + ": give either .secret or .sha256");
            }
            byte[] digest = token.sha256()
                    .map(hex -> parsed(name, hex))
                    .orElseGet(() -> digest(token.secret().orElseThrow()));
            known.add(new Known(name, digest, token.role()));
        });
    }

    private record Known(String name, byte[] digest, Role role) {}

    private static byte[] parsed(String name, String hex) {
        try {
            byte[] digest = HexFormat.of().parseHex(hex.strip());
            if (digest.length == 32) {
                return digest;
            }
            throw new IllegalArgumentException(digest.length + " bytes");
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("ringback.tokens." + name + ".sha256 is not 64 hexadecimal digits", e);
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().nullItem();
        }
        byte[] digest = digest(header.substring(SCHEME.length()).strip());
        Known found = null;
        for (Known token : known) { // compares all tokens, each in constant time, so that timing reveals nothing
            found = MessageDigest.isEqual(token.digest, digest) ? token : found;
        }
        return found == null
                ? Uni.createFrom().failure(new AuthenticationFailedException("unknown token"))
                : Uni.createFrom().item(identity(found));
    }

    private static SecurityIdentity identity(Known token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(token.name))
                .addRoles(token.role.included())
                .build();
    }

    private static byte[] digest(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }
}
