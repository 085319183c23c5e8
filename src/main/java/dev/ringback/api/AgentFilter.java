package dev.ringback.api;

import dev.ringback.platform.Problem;
import dev.ringback.platform.Sha256;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses requests to the agent's tools without the secret. Without the setting, every request is refused. */
@Provider
@AgentOnly
class AgentFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final byte[] secret; // the secret's digest; null if none is set

    AgentFilter(@ConfigProperty(name = "ringback.agent-tools.secret") Optional<String> secret) {
        this.secret =
                secret.filter(text -> !text.isBlank()).map(AgentFilter::digest).orElse(null);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isAgent(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.abortWith(refused());
        }
    }

    /**
     * Checks the secret. Its digests have one length and are compared in constant time, so timing reveals nothing.
     *
     * @param authorization the header's value; null if there is none
     */
    boolean isAgent(String authorization) {
        return secret != null
                && authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        secret, digest(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Response refused() {
        Response answer = Problem.of(
                        Response.Status.UNAUTHORIZED,
                        "unauthenticated",
                        "Send ringback.agent-tools.secret as 'Authorization: Bearer …'; without that setting this address"
                                + " is closed.")
                .response();
        return Response.fromResponse(answer)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }
}
