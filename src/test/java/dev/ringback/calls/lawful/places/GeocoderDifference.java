package dev.ringback.calls.lawful.places;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Explains where the geocoder of libphonenumber, version 3.23, names a zone that the tables leave out on purpose.
 *
 * @param prefix the start of the numbers, with the plus sign
 * @param zones the zones that the geocoder names, by the ids it uses; empty for any
 * @param why the reason that they are left out
 */
record GeocoderDifference(String prefix, Set<String> zones, String why) {
    private static final String BORROWED =
            "the geocoder gives the whole country a neighbour's zone; zone.tab has its own";
    private static final String ISLANDS = "mobiles of both islands share Australia's range; libphonenumber says AU";
    private static final String OTHER_SIDE = "another state's zone: the exchanges of this range lie in one state";

    static final List<GeocoderDifference> ALL = List.of(
            new GeocoderDifference("+213", Set.of("Europe/Paris"), BORROWED),
            new GeocoderDifference("+218", Set.of("Europe/Bucharest"), BORROWED),
            new GeocoderDifference("+505", Set.of("America/Chicago"), BORROWED),
            new GeocoderDifference("+211", Set.of("Africa/Nairobi"), BORROWED),
            new GeocoderDifference("+212", Set.of("Atlantic/Canary"), BORROWED),
            new GeocoderDifference("+970", Set.of("Europe/Bucharest"), BORROWED),
            new GeocoderDifference("+614", Set.of("Indian/Christmas", "Indian/Cocos"), ISLANDS),
            new GeocoderDifference("+617", Set.of("Australia/Sydney"), "Queensland has no summer time"),
            new GeocoderDifference("+618", Set.of("Australia/Adelaide", "Australia/Perth"), OTHER_SIDE),
            new GeocoderDifference("+559", Set.of("America/Manaus"), "all of Para has shown -03 since 2008"),
            new GeocoderDifference("+2436", Set.of("Africa/Kinshasa"), "Kivu and Maniema are in the east, at +02"),
            new GeocoderDifference("+5661", Set.of("America/Santiago"), "Magallanes has shown -03 since 2016"),
            new GeocoderDifference("+5667", Set.of("America/Santiago"), "Aysen has shown -03 since 2025"),
            new GeocoderDifference(
                    "+3482", Set.of("Atlantic/Canary"), "827 is Caceres as 927 is; only 822 and 828 are not"),
            new GeocoderDifference("+686", Set.of(), "the geocoder never tells the three island groups apart"),
            new GeocoderDifference("+77", Set.of(), "the geocoder gives mobiles of Kazakhstan the zones of Russia"),
            new GeocoderDifference(
                    "+79", Set.of("Europe/Bucharest"), "Bucharest stands for Kaliningrad, with summer time"),
            new GeocoderDifference("+7940", Set.of(), "mobiles of Abkhazia, of all Russia for the geocoder"),
            new GeocoderDifference("+7978", Set.of(), "mobiles of Crimea, of all Russia for the geocoder"),
            new GeocoderDifference(
                    "+74", Set.of("Europe/Bucharest"), "Bucharest stands for Kaliningrad, with summer time"),
            new GeocoderDifference("+526", Set.of("America/Mazatlan"), "Chihuahua has shown -06 since 2022"),
            new GeocoderDifference("+528", Set.of("America/Mexico_City"), "on the border, with the clocks of Texas"),
            new GeocoderDifference("+5220", Set.of("America/New_York"), "Mexico has no zone with New York's clocks"),
            new GeocoderDifference("+529", Set.of("America/New_York"), "Quintana Roo shows -05 all year"),
            new GeocoderDifference(
                    "+6721", Set.of("Pacific/Norfolk"), "stations in Antarctica, numbered with Norfolk Island"),
            new GeocoderDifference("+262", Set.of("Indian/Mayotte", "Indian/Reunion"), "it never tells the two apart"),
            new GeocoderDifference("+62", Set.of("Asia/Jakarta"), "unlisted codes of the east, at +08 and +09"));

    /** Returns the listed difference that has the longest prefix of a number and names a zone. */
    static Optional<GeocoderDifference> of(String e164, String zone) {
        return ALL.stream()
                .filter(difference -> e164.startsWith(difference.prefix))
                .filter(difference -> difference.zones.isEmpty() || difference.zones.contains(zone))
                .max(Comparator.comparing(difference -> difference.prefix.length()));
    }
}
