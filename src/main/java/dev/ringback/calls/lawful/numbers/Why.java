package dev.ringback.calls.lawful.numbers;

/** Names the reasons why a number may not be rung, whatever the hour. Each has a sentence that never repeats the number. */
public enum Why {
    EXTENSION("has an extension, which a call cannot dial"),
    PREMIUM("a premium-rate number"),
    SHARED_COST("a shared-cost number"),
    VOIP("a number of an internet telephony service"),
    PAGER("a pager's number"),
    PERSONAL("a personal number, which forwards to another line"),
    UAN("a company's number for all its places"),
    VOICEMAIL("a voicemail access number"),
    SATELLITE("a satellite telephone's number"),
    NO_COUNTRY("a number of no country"),
    SHORT_OR_EMERGENCY("an emergency or service code, not a number"),
    SPECIAL_AREA_CODE("an area code that serves no place"),
    NOT_IN_SERVICE("an area code that is not in service yet"),
    NOT_IN_PLAN("no number of its country has this form");

    private final String words;

    Why(String words) {
        this.words = words;
    }

    /** Returns the reason in words. */
    public String words() {
        return words;
    }
}
