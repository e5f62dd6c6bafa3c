package dev.kalshilab.testkit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The three ways in which the exchange has written money and counts, by a writer of its own. */
public enum Generation {
    /** Integer cents and whole counts. */
    CENTS,
    /** Integer cents with dollar strings beside them; whole counts with fixed-point strings beside them. */
    TWINS,
    /** Dollar strings and fixed-point strings alone. */
    DOLLARS;

    /** A dollar amount that this generation can say: whole cents, or up to six decimals. */
    public BigDecimal dollars(Random random) {
        return this == DOLLARS && random.nextBoolean()
                ? BigDecimal.valueOf(random.nextInt(1_000_001), 6)
                : BigDecimal.valueOf(random.nextInt(101), 2);
    }

    /** A count that this generation can say: whole, or with hundredths. */
    public BigDecimal count(Random random) {
        return this == DOLLARS
                ? BigDecimal.valueOf(random.nextInt(10_000_000), 2)
                : BigDecimal.valueOf(random.nextInt(100_000));
    }

    public List<String> price(String name, BigDecimal dollars) {
        List<String> members = new ArrayList<>();
        if (this != DOLLARS) {
            members.add("\"" + name + "\":" + dollars.movePointRight(2).toBigIntegerExact());
        }
        if (this != CENTS) {
            BigDecimal written =
                    dollars.setScale(Math.max(4, dollars.stripTrailingZeros().scale()));
            members.add("\"" + name + "_dollars\":\"" + written.toPlainString() + "\"");
        }
        return members;
    }

    public List<String> contracts(String name, BigDecimal count) {
        List<String> members = new ArrayList<>();
        if (this != DOLLARS) {
            members.add("\"" + name + "\":" + count.toBigIntegerExact());
        }
        if (this != CENTS) {
            members.add("\"" + name + "_fp\":\"" + count.setScale(2).toPlainString() + "\"");
        }
        return members;
    }

    /** An object of those members in a random order. */
    public static String object(Random random, List<String> members) {
        List<String> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);
        return "{" + String.join(",", shuffled) + "}";
    }

    /** Members for those of the names that the random leaves in; the values they have are put into {@code expected}. */
    public List<String> prices(Random random, List<String> names, Map<String, BigDecimal> expected) {
        List<String> members = new ArrayList<>();
        for (String name : names) {
            if (random.nextInt(4) > 0) {
                BigDecimal value = dollars(random);
                expected.put(name, value);
                members.addAll(price(name, value));
            }
        }
        return members;
    }

    /** As {@link #prices}, for counts. */
    public List<String> counts(Random random, List<String> names, Map<String, BigDecimal> expected) {
        List<String> members = new ArrayList<>();
        for (String name : names) {
            if (random.nextInt(4) > 0) {
                BigDecimal value = count(random);
                expected.put(name, value);
                members.addAll(contracts(name, value));
            }
        }
        return members;
    }
}
