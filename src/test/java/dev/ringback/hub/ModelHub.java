package dev.ringback.hub;

import jakarta.enterprise.inject.Vetoed;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A Hub without a wire: what a client is asked goes to a model in memory, and the answer is what the model's fault makes
 * of it. The guard is asked where the wire asks it, with a step of the schedule before and after.
 */
@Vetoed // a scope is inherited, and Quarkus's tests have the real one
public final class ModelHub extends Hub {
    /** What an exchange meets. */
    public enum Fault {
        NONE,
        NO_CONNECTION,
        REFUSED,
        KEY_REFUSED,
        RATE_LIMITED,
        CAPPED,
        LOST_BEFORE_IT_ACTED,
        LOST_AFTER_IT_ACTED,
        FAILED_BEFORE_IT_ACTED,
        FAILED_AFTER_IT_ACTED,
        UNREADABLE;

        /** Whether the Hub does what it is asked, whatever it answers. */
        boolean acts() {
            return switch (this) {
                case NONE, LOST_AFTER_IT_ACTED, FAILED_AFTER_IT_ACTED, UNREADABLE -> true;
                case NO_CONNECTION,
                        REFUSED,
                        KEY_REFUSED,
                        RATE_LIMITED,
                        CAPPED,
                        LOST_BEFORE_IT_ACTED,
                        FAILED_BEFORE_IT_ACTED -> false;
            };
        }
    }

    /** What the model does not do, and says so. */
    public static final class RefusedException extends RuntimeException {
        private final int status;

        public RefusedException(int status, String text) {
            super(text, null, false, false); // no stack: it is an answer
            this.status = status;
        }
    }

    /** What the Hub knows and does. */
    public interface Model {
        /** The fault the next exchange meets. */
        Fault draw();

        /** Does what a client's method asks. */
        Object act(String method, Object[] arguments);
    }

    private final Model model;
    private final Consumer<String> step;

    /** @param step called at each moment at which others may come in between */
    public ModelHub(HubConfig config, InstantSource clock, Model model, Consumer<String> step) {
        super(config, null, null, clock);
        this.model = model;
        this.step = step;
    }

    @Override
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard, Duration answerWithin) {
        step.accept("connects");
        Fault fault = model.draw();
        if (fault == Fault.NO_CONNECTION) {
            return new HubAnswer.NeverLeft<>("no connection");
        }
        if (!guard.mayLeave()) {
            return new HubAnswer.NeverLeft<>("the claim was void");
        }
        step.accept("writes");
        HubAnswer<T> answer;
        try {
            T body = fault.acts() ? write.apply(stub(client)) : null;
            answer = answer(fault, body, client);
        } catch (RefusedException e) {
            answer = fault == Fault.LOST_AFTER_IT_ACTED || fault == Fault.FAILED_AFTER_IT_ACTED
                    ? answer(fault, null, client)
                    : HubAnswer.of(e.status, e.getMessage(), java.util.Optional.empty());
        }
        step.accept("hears " + fault);
        return answer;
    }

    @Override
    public <C, T> HubAnswer<T> read(Class<C> client, Function<C, T> read, RequestBudget.Urgency urgency) {
        step.accept("reads");
        Fault fault = model.draw();
        if (fault != Fault.NONE) {
            return new HubAnswer.Lost<>("no answer");
        }
        try {
            return new HubAnswer.Done<>(200, java.util.Optional.of(read.apply(stub(client))));
        } catch (RefusedException e) {
            return HubAnswer.of(e.status, e.getMessage(), java.util.Optional.empty());
        }
    }

    private <C> C stub(Class<C> client) {
        return client.cast(Proxy.newProxyInstance(
                client.getClassLoader(),
                new Class<?>[] {client},
                (proxy, method, arguments) -> model.act(method.getName(), arguments)));
    }

    private static <T> HubAnswer<T> answer(Fault fault, T body, Class<?> client) {
        return switch (fault) {
            case NONE -> new HubAnswer.Done<>(200, java.util.Optional.ofNullable(body));
            case UNREADABLE -> new HubAnswer.Done<>(200, java.util.Optional.empty());
            case NO_CONNECTION -> throw new IllegalStateException("there is nothing to answer");
            // A 404 of a campaign would be a proof that it is gone, and the Hub is assumed not to lie.
            case REFUSED ->
                HubAnswer.of(client == CampaignsClient.class ? 400 : 404, "no such thing", java.util.Optional.empty());
            case KEY_REFUSED -> HubAnswer.of(401, "invalid API key", java.util.Optional.empty());
            case RATE_LIMITED ->
                HubAnswer.of(
                        429, "rate_limited: per-minute (60) exceeded", java.util.Optional.of(Duration.ofSeconds(7)));
            case CAPPED -> HubAnswer.of(429, "concurrent call limit reached", java.util.Optional.empty());
            case LOST_BEFORE_IT_ACTED, LOST_AFTER_IT_ACTED -> new HubAnswer.Lost<>("no answer");
            case FAILED_BEFORE_IT_ACTED, FAILED_AFTER_IT_ACTED ->
                HubAnswer.of(500, "internal error", java.util.Optional.empty());
        };
    }
}
