package dev.ringback.rules;

import dev.ringback.calls.Occasion;
import dev.ringback.hub.HubDirectory;
import dev.ringback.intake.EventRepository;
import java.util.UUID;
import java.util.function.Function;

/**
 * Decisions and activations of a simulated process: what {@link DecisionWorker} and {@link RulesWatch} do in their threads,
 * with the real {@link Decider} and {@link RulesTransition}.
 */
public final class SimulatedDecisions {
    private final Decider decider;
    private final EventRepository events;
    private final RulesTransition activation;

    /** @param beans makes a bean of a type */
    public SimulatedDecisions(Function<Class<?>, Object> beans) {
        this.decider = (Decider) beans.apply(Decider.class);
        this.events = (EventRepository) beans.apply(EventRepository.class);
        this.activation = (RulesTransition) beans.apply(RulesTransition.class);
    }

    /**
     * Decides an event in the caller's transaction, unless it has been decided.
     *
     * @throws RuleFailure if a rule fails on it, which no simulated event gives a reason for
     */
    public void decide(UUID event) {
        events.lockUndecided(event)
                .ifPresent(found -> decider.decide(found, new Occasion.First(), new RuleFailure.Failures()));
    }

    /** Activates a text, unless this deployment did so last; in transactions of its own. */
    public void activate(String text) {
        if (activation.pastOf(text) != RulesTransition.Past.LAST) {
            activation
                    .activate(text, false, new HubDirectory.Reading.Unavailable("simulated"))
                    .ifPresent(invalid -> {
                        throw new IllegalArgumentException(invalid.inWords());
                    });
        }
    }
}
