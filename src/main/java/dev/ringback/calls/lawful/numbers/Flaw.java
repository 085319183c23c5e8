package dev.ringback.calls.lawful.numbers;

/** Names the reasons why a text identifies nobody. Each has a sentence for the sender that never repeats the text. */
public enum Flaw {
    SPREADSHEET("a spreadsheet has cut this number; format the column as text"),
    MASKED("digits of this number are hidden or cut off"),
    NO_REGION(
            "a national number without a known region; begin it with + and the country's calling code, or give a region"),
    UNKNOWN_REGION("a national number of a region that is not known; use its ISO 3166-1 code, such as US"),
    NO_NUMBER("not a telephone number"),
    TWO_NUMBERS("more than one telephone number in one field"),
    LETTERS("letters among the digits; write the number alone"),
    NO_AREA_CODE("a number without its area code"),
    UNKNOWN_CALLING_CODE("no country has this calling code"),
    AMBIGUOUS("more than one number may be meant; begin with + and the calling code, without notes"),
    TOO_SHORT("fewer digits than a telephone number of its country has"),
    TOO_LONG("more digits than a telephone number of its country has"),
    LONG_TEXT("a text too long to be a telephone number");

    private final String why;

    Flaw(String why) {
        this.why = why;
    }

    /** Returns the reason in words and, where there is one, the cure. */
    public String why() {
        return why;
    }
}
