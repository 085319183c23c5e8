package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The gates that every call of one urgency shares: the breaker, the Hub's budget of requests and the tenant's caps. Runs in
 * the caller's transaction and locks nothing.
 */
@ApplicationScoped
class CommonGates {
    private final Quota quota;
    private final Caps caps;
    private final Breaker breaker;

    CommonGates(Quota quota, Caps caps, Breaker breaker) {
        this.quota = quota;
        this.caps = caps;
        this.breaker = breaker;
    }

    /** A gate's name, and the evaluation of it by itself: what a call waits for, or nothing if it passes. */
    record Common(String gate, Supplier<Optional<WaitingFor.Wait>> asked) {}

    /** Returns the gates in the order of a claim, for one urgency. A further gate of all calls is one line here. */
    List<Common> of(Urgency urgency) {
        return List.of(
                new Common("hub_breaker", this::byBreaker),
                new Common("quota", () -> byQuota(urgency)),
                new Common("cap", () -> byCap(urgency)));
    }

    private Optional<WaitingFor.Wait> byBreaker() {
        Breaker.Shown trouble = breaker.shown();
        return trouble.state().equals("closed")
                ? Optional.empty()
                : Optional.of(new WaitingFor.Wait("hub_breaker", trouble.nextProbeAt(), trouble.reason()));
    }

    private Optional<WaitingFor.Wait> byQuota(Urgency urgency) {
        return quota.free(quota.count(), urgency) <= 0
                ? Optional.of(new WaitingFor.Wait("quota", quota.nextChance(), "the Hub's budget of requests"))
                : Optional.empty();
    }

    private Optional<WaitingFor.Wait> byCap(Urgency urgency) {
        Quota.Used used = quota.count();
        if (used.isDiallingBlocked()) {
            return Optional.of(quota.diallingBlock());
        }
        return caps.use(used.caps()).free(urgency) <= 0
                ? Optional.of(new WaitingFor.Wait("cap", null, "the tenant's caps of calls at the Hub"))
                : Optional.empty();
    }
}
