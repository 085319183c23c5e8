package dev.ringback.calls.lawful;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up persons: a number of any country or North American area code and, for some, what a payload says of the place. */
final class RandomPersons {
    /** The seed of random tests. */
    static final long SEED = 20_241_128;

    private static final int TOLERATED_TRIES = 1000;
    private static final String POSTAL_DISTRICTS = "ABCEGHJKLMNPRSTVXY";

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final List<String> regions =
            library.getSupportedRegions().stream().sorted().toList();
    private final List<String> places = new ArrayList<>();
    private final List<String> zones;
    private final Random random;

    RandomPersons(Random random, List<String> zones) {
        this.random = random;
        this.zones = zones;
        Countries.TABLES.countries().codes().stream().sorted().forEach(country -> {
            places.add(country);
            Countries.TABLES.countries().subdivisionsOf(country).stream()
                    .sorted()
                    .forEach(places::add);
        });
    }

    /** @param postal null for none; likewise {@code zone} */
    record Person(String number, String region, List<String> places, String postal, String zone) {
        /** Returns the person if the payload said nothing of the place. */
        Person byNumberAlone() {
            return new Person(number, region, List.of(), null, null);
        }
    }

    /** Returns a person who may say nothing of the place, a place, a postal code, a zone or several of them. */
    Person next() {
        List<String> said = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            said.add(one(places));
        }
        String number = number();
        String zone = random.nextInt(8) == 0 ? one(zones) : null;
        return switch (random.nextInt(8)) {
            case 0 -> new Person(number, "US", said, "%05d".formatted(random.nextInt(100_000)), zone);
            case 1 -> new Person(number, "CA", said, sortationArea() + " 1A1", zone);
            case 2 -> new Person(number, "AU", said, "%04d".formatted(random.nextInt(10_000)), zone);
            default -> new Person(number, "", said, null, zone);
        };
    }

    private String sortationArea() {
        char district = POSTAL_DISTRICTS.charAt(random.nextInt(POSTAL_DISTRICTS.length()));
        return "%c%d%c".formatted(district, random.nextInt(10), 'A' + random.nextInt(26));
    }

    private String number() {
        return random.nextInt(3) == 0 ? northAmerican() : ofAnyCountry();
    }

    private String northAmerican() {
        return "+1%03d%03d%04d".formatted(200 + random.nextInt(800), 200 + random.nextInt(800), random.nextInt(10_000));
    }

    /** Returns the library's example of a country with other last digits. */
    private String ofAnyCountry() {
        for (int tries = 0; tries < TOLERATED_TRIES; tries++) {
            PhoneNumberType type = random.nextBoolean() ? PhoneNumberType.MOBILE : PhoneNumberType.FIXED_LINE;
            Phonenumber.PhoneNumber example = library.getExampleNumberForType(one(regions), type);
            if (example != null) {
                String text = library.format(example, PhoneNumberFormat.E164);
                return text.substring(0, text.length() - 4) + "%04d".formatted(random.nextInt(10_000));
            }
        }
        throw new IllegalStateException("the library has no example numbers");
    }

    private String one(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
