package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;

/** The Hub's request budget for requests outside the outbox: reads, and writes that need no claim. */
@ApplicationScoped
class HubBudget implements RequestBudget {
    private final Quota quota;
    private final HubBudget self;

    HubBudget(Quota quota, HubBudget self) {
        this.quota = quota;
        this.self = self; // the proxy, so that the return of a permit is a transaction of its own
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Grant take(Urgency urgency, Duration longest) {
        return quota.lockAndCountFree(urgency) > 0
                ? new Taken(quota.spendInFlight(longest), self)
                : new Later(quota.nextChance());
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public void holdUntil(Instant until) {
        quota.stop(Outcome.Stops.EVERY_REQUEST, until, "the Hub's own window is full");
    }

    @Transactional(TxType.REQUIRES_NEW)
    void giveBack(long request) {
        quota.returnFromFlight(request);
    }

    /** @param request the request's row, which stays counted in the windows */
    private record Taken(long request, HubBudget budget) implements Permit {
        @Override
        public void close() {
            budget.giveBack(request);
        }
    }
}
