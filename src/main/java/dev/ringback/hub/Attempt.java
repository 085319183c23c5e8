package dev.ringback.hub;

import com.fasterxml.jackson.core.JacksonException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The result of one request.
 *
 * @param isCut meaningful only with {@link HubAnswer.Done}: true if the body broke off, so that its absence proves
 *     nothing
 */
record Attempt<T>(HubAnswer<T> answer, boolean isCut) {
    static <C, T> Attempt<T> make(Exchange exchange, C client, Function<C, T> call) {
        try {
            T body = call.apply(client);
            return new Attempt<>(answered(exchange, "", Optional.ofNullable(body)), false);
        } catch (RuntimeException e) {
            if (rootOf(e) instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // the REST client swallows the interrupt
            }
            return exchange.mayHaveLeft() && exchange.header().isPresent()
                    ? new Attempt<>(answered(exchange, textOf(e), Optional.empty()), isCut(e))
                    : new Attempt<>(unanswered(exchange, e), false);
        }
    }

    /**
     * Builds the answer from the status alone, whatever happened to the body. A redirect also returns normally from the
     * client.
     */
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
                return ""; // the status decides; without the text only the kind of a 429 is lost
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

    /**
     * Returns the root cause. Callers may use only its class name, since a message may contain an address with personal
     * data.
     */
    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
