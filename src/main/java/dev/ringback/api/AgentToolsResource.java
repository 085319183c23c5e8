package dev.ringback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.ringback.calls.OptOut;
import dev.ringback.calls.OptOuts;
import dev.ringback.calls.lawful.numbers.Reading;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Sha256;
import dev.ringback.privacy.PhoneNumber;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves the HTTP tools of the Hub's agent during a call. Closed unless {@code ringback.agent-tools.secret} is set. */
@Path("/agent-tools")
@Tag(name = "Agent tools")
@RunOnVirtualThread
public class AgentToolsResource {
    private static final String SCHEME = "Bearer ";

    private final OptOuts optOuts;
    private final OptOutNumbers numbers;
    private final byte[] secret; // the secret's digest; null if none is set

    AgentToolsResource(
            OptOuts optOuts,
            OptOutNumbers numbers,
            @ConfigProperty(name = "ringback.agent-tools.secret") Optional<String> secret) {
        this.optOuts = optOuts;
        this.numbers = numbers;
        this.secret = secret.filter(text -> !text.isBlank())
                .map(AgentToolsResource::digest)
                .orElse(null);
    }

    /**
     * The arguments of an agent's request. Unknown fields, which a language model may add, are ignored only here: they must
     * not prevent the opt-out.
     *
     * @param number E.164
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Wish(String number) {}

    @POST
    @Path("/opt-out")
    @Operation(
            summary =
                    "The person on the phone does not want to be rung again; the same number may come any number of times")
    public Response optOut(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, Wish wish) {
        if (!isAgent(authorization)) {
            return refused();
        }
        PhoneNumber number = read(wish == null || wish.number() == null ? "" : wish.number());
        optOuts.add(new OptOuts.Wanted(number, "asked for during a call"), OptOut.Origin.AGENT, "agent");
        return Response.ok(Map.of("opted_out", true)).build();
    }

    /** @throws Problem.Thrown 400 if the number cannot be read; the opt-out is then kept for a person to look at */
    private PhoneNumber read(String typed) {
        return switch (numbers.read(typed, "", "asked for during a call", OptOut.Origin.AGENT, "agent")) {
            case Reading.Person person -> person.number();
            case Reading.Absent() -> throw badNumber("it is missing");
            case Reading.Unreadable(var flaw, var why) -> throw badNumber(why + ". " + OptOutNumbers.KEPT);
        };
    }

    private static Problem.Thrown badNumber(String why) {
        return Problem.badRequest(
                "bad-number",
                "'number': " + why + (why.endsWith(".") ? "" : ".")
                        + " Give the number of the person on the phone in E.164, such as +12025550123.");
    }

    /** Checks the secret. Its digests have one length and are compared in constant time, so timing reveals nothing. */
    private boolean isAgent(String authorization) {
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
