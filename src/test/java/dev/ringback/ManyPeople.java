package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.emulator.Ring;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** People of five zones of the United States and one of Great Britain, and the hours in which they may be rung. */
record ManyPeople(List<String> numbers) {
    /** @param range numbers of the exchange set aside for fiction, and its neighbours where there are many people */
    private record Place(String range, ZoneId zone) {}

    private static final List<Place> PLACES = List.of(
            new Place("+1917555%04d", ZoneId.of("America/New_York")),
            new Place("+1312555%04d", ZoneId.of("America/Chicago")),
            new Place("+1303555%04d", ZoneId.of("America/Denver")),
            new Place("+1213555%04d", ZoneId.of("America/Los_Angeles")),
            new Place("+1808555%04d", ZoneId.of("Pacific/Honolulu")),
            new Place("+44207946%04d", ZoneId.of("Europe/London")));

    static ManyPeople of(int many) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            numbers.add(PLACES.get(i % PLACES.size()).range.formatted(100 + i / PLACES.size()));
        }
        return new ManyPeople(List.copyOf(numbers));
    }

    /** With a variable that tells the rows apart and needs quoting. */
    String csv() {
        StringBuilder csv = new StringBuilder("phone_number,first_name\n");
        for (int i = 0; i < numbers.size(); i++) {
            csv.append(numbers.get(i)).append(",\"=N, \"\"").append(i).append("\"\"\"\n");
        }
        return csv.toString();
    }

    static void isInsideItsHours(Ring ring) {
        Place place = PLACES.stream()
                .filter(each -> ring.number().startsWith(each.range.substring(0, 8)))
                .findFirst()
                .orElseThrow();
        assertThat(ring.instant().atZone(place.zone)).matches(there -> isLawful(there, place));
    }

    /** In the United States by federal law (47 CFR 64.1200(c)(1)), else where no law speaks. */
    private static boolean isLawful(ZonedDateTime there, Place place) {
        return place.range.startsWith("+1")
                ? there.getHour() >= 8 && there.getHour() < 21
                : there.getDayOfWeek() != DayOfWeek.SUNDAY && there.getHour() >= 9 && there.getHour() < 20;
    }
}
