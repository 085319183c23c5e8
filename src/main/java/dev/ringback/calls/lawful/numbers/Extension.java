package dev.ringback.calls.lawful.numbers;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Splits an extension off a typed number, in the words of many languages. libphonenumber knows a few of the words and
 * glues the digits behind any other to the number, which makes it another line.
 *
 * @param main the text before the extension
 */
record Extension(String main) {
    private static final String WORDS = String.join(
            "|",
            "x|xt|ext|extn|exten|extension|extensi[oó]n|extens[aã]o",
            "dw|durchwahl|nst|nbst|nebenst|nebenstelle|app|apparat|kl|klappe",
            "poste|int|interno|interne|interior|ramal|anexo|anex",
            "toestel|toestelnr|tst|ankn|anknytning|lokal|lok|alanro|alanum|alanumero|mell[eé]k|mell|pes|dahili",
            "wew|wewn|wewn[eę]trzny|linka|klapka|sambungan|m[aá]y l[eẻ]|nh[aá]nh",
            "доб|добавочный|вн|внутр|внутренний|дод|εσωτ|εσωτερικ[οό]",
            "内線|内线|分机|分機|轉|转|내선|구내|שלוחה|تحويلة");

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** A word, or a sign that telephones take for a pause or a tone, and up to six digits at the end. */
    private static final Pattern AT_THE_END = Pattern.compile(
            "(.*\\d[\\s).,;/(-]*?)(?:[\\s.,;/(-]*(?<!\\p{L})(?:" + WORDS
                    + ")[\\s.:=#-]*|\\s*#\\s*|,{1,3}\\s*x\\s*|\\s*,{2,}\\s*)(\\d{1,6})[\\s)]*",
            FLAGS);

    /** RFC 3966 parameters: an extension, the context of a local number, others that change nothing. */
    private static final Pattern PARAMETERS =
            Pattern.compile("(.*?\\d[\\s).-]*)((?:;[a-z][\\w-]*(?:=[^;]*)?)+)", FLAGS);

    private static final Pattern EXTENSION_PARAMETER = Pattern.compile(".*;(?:ext|isub)=\\d+.*", FLAGS);
    private static final Pattern CONTEXT_PARAMETER = Pattern.compile(".*;phone-context=(\\+[\\d().-]+).*", FLAGS);

    /** Returns the text before the extension; empty if none is at the end of the text. */
    static Optional<Extension> in(String text) {
        var match = AT_THE_END.matcher(text);
        return match.matches() ? Optional.of(new Extension(match.group(1).strip())) : Optional.empty();
    }

    /** Returns the parameters of an RFC 3966 number; empty if the text has none. */
    static Optional<Parameters> parametersOf(String text) {
        var match = PARAMETERS.matcher(text);
        return match.matches() ? Optional.of(Parameters.of(match.toMatchResult())) : Optional.empty();
    }

    /**
     * Holds a number and what its parameters say.
     *
     * @param number with the context, if the number is a local one of it
     */
    record Parameters(String number, boolean hasExtension) {
        private static Parameters of(MatchResult match) {
            String number = match.group(1).strip();
            String parameters = match.group(2);
            var context = CONTEXT_PARAMETER.matcher(parameters);
            boolean isLocal = !number.startsWith("+") && context.matches();
            return new Parameters(
                    isLocal ? context.group(1) + " " + number : number,
                    EXTENSION_PARAMETER.matcher(parameters).matches());
        }
    }
}
