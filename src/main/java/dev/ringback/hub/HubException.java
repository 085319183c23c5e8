package dev.ringback.hub;

/**
 * Signals that the Hub did not answer as needed. Rows of a list or stream read earlier stay valid; the rest is missing,
 * not absent.
 */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HubAnswer<?> answer;

    HubException(HubAnswer<?> answer) {
        super("the Hub did not answer as needed: " + answer);
        this.answer = answer;
    }

    /** Returns the answer that was received. */
    public HubAnswer<?> answer() {
        return answer;
    }
}
