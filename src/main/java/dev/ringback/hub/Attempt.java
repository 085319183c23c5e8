package dev.ringback.hub;

import com.fasterxml.jackson.core.JacksonException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request and what it came to.
 *
 * @param isCut whether a good answer's body broke off, so that its lack says nothing of what the Hub would say
 */
record Attempt<T>(HubAnswer<T> answer, boolean isCut) {
    static <C, T> Attempt<T> make(Exchange exchange, C client, Function<C, T> call) {
        try {
            T body = call.apply(client);
            return new Attempt<>(answered(exchange, "", Optional.ofNullable(body)), false);
        } catch (RuntimeException e) {
            if (rootOf(e) instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // the REST client keeps it to itself
            }
            return exchange.mayHaveLeft() && exchange.header().isPresent()
                    ? new Attempt<>(answered(exchange, textOf(e), Optional.empty()), isCut(e))
                    : new Attempt<>(unanswered(exchange, e), false);
        }
    }

    /** The status decides, never what became of the body: a redirect, too, comes back as a call that went well. */
    private static <T> HubAnswer<T> answered(Exchange exchange, String text, Optional<T> body) {
        Exchange.Header header = exchange.header().orElseThrow();
        return header.isSuccess()
                ? new HubAnswer.Done<>(header.status(), body)
                : HubAnswer.of(header.status(), text, header.retryAfter());
    }

    private static <T> HubAnswer<T> unanswered(Exchange exchange, RuntimeException failure) {
        String cause = exchange.expired()
                ? "the deadline passed"
                : rootOf(failure).getClass().getSimpleName();
        if (exchange.mayHaveLeft()) {
            return new HubAnswer.Lost<>("no answer: " + cause);
        }
        return new HubAnswer.NeverLeft<>(
                exchange.guardRefused()
                        ? "the claim was void before the request could leave"
                        : "no connection: " + cause);
    }

    private static String textOf(RuntimeException failure) {
        if (failure instanceof WebApplicationException answered) {
            try {
                return Optional.ofNullable(answered.getResponse().readEntity(String.class))
                        .orElse("");
            } catch (RuntimeException cut) {
                return ""; // the status alone decides; only the kind of a 429 is lost with the text
            }
        }
        return "";
    }

    private static boolean isCut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException) {
                return false;
            }
        }
        return true;
    }

    /** Only its kind is ever told: a message may hold an address with what is in it. */
    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
