package dev.ringback.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.hub.CallsClient;
import dev.ringback.outbox.Plan;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says when a call may be claimed, inside its lawful window and before its expiry, and what is then sent. */
@ApplicationScoped
class CallPlan {
    /** A claim may take this long to become a ring, which must still lie inside the window. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    private final Numbers numbers;
    private final ObjectMapper json;

    CallPlan(Numbers numbers, ObjectMapper json) {
        this.numbers = numbers;
        this.json = json;
    }

    /** @return empty where no lawful time is left between the two instants */
    Optional<Plan> plan(PhoneNumber to, String agent, String from, Instant earliest, Instant expiresAt) {
        LawfulWindow window = numbers.window(to);
        Instant limit = expiresAt.minus(MARGIN);
        Optional<LawfulWindow.Opening> opening = window.next(earliest, limit);
        while (opening.isPresent()
                && !opening.get().from().isBefore(opening.get().until().minus(MARGIN))) {
            opening = window.next(opening.get().until(), limit); // too little of this one is left
        }
        return opening.map(found -> {
            Instant close = found.until().minus(MARGIN);
            return new Plan(to.e164(), payload(to, agent, from), found.from(), close.isBefore(limit) ? close : limit);
        });
    }

    private String payload(PhoneNumber to, String agent, String from) {
        try {
            return json.writeValueAsString(new CallsClient.NewCall(agent, new PhoneNumber(from), to));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("three texts can be written as JSON", e);
        }
    }

    CallsClient.NewCall read(String payload) {
        try {
            return json.readValue(payload, CallsClient.NewCall.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an originate's payload is what we wrote", e);
        }
    }
}
