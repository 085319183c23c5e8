package dev.ringback.hub;

/** The Hub did not give what was needed. Of a list or a stream what was read before stands, and the rest is missing, not absent. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient HubAnswer<?> answer;

    HubException(HubAnswer<?> answer) {
        super("the Hub did not answer as needed: " + answer);
        this.answer = answer;
    }

    /** What came instead. */
    public HubAnswer<?> answer() {
        return answer;
    }
}
