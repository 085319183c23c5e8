package dev.ringback.api;

import dev.ringback.calls.Call;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;

/** Shows calls and numbers as the caller's role may see it: only an admin sees numbers in the clear and variables. */
@ApplicationScoped
class Views {
    private final SecurityIdentity caller;
    private final InstantSource clock;

    Views(SecurityIdentity caller, InstantSource clock) {
        this.caller = caller;
        this.clock = clock;
    }

    /** Null unless the caller may see them. */
    Map<String, String> variables(Call call) {
        return caller.hasRole(Role.ADMIN_NAME) ? call.variables() : null;
    }

    String number(PhoneNumber number) {
        return caller.hasRole(Role.ADMIN_NAME) ? number.e164() : number.masked();
    }

    CallsResource.CallView call(Call call) {
        return new CallsResource.CallView(
                call.id(),
                call.rule(),
                call.ruleVersion(),
                call.source(),
                call.about(),
                number(new PhoneNumber(call.person())),
                call.shown(clock.instant()).name().toLowerCase(Locale.ROOT),
                call.reason(),
                call.via().name().toLowerCase(Locale.ROOT),
                call.notBefore(),
                call.expiresAt(),
                call.sessionId(),
                call.campaign(),
                call.event(),
                call.createdAt());
    }
}
